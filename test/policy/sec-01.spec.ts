import assert from "node:assert/strict";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { sec01 } from "../../rules/sec/sec-01/rule";
import { deployment, kubernetes, lines, testCases, testEveryKind } from "./support";

const TOKEN = ["gh", "p_", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eFaB3d"].join("");
const configMap = (data: Json, annotations: Json = {}) =>
    kubernetes("core/v1:ConfigMap", {
        metadata: { name: "face", namespace: "faces", annotations },
        data,
    });
const running = (container: Json, list = "containers") => ({ spec: { [list]: [container] } });
const env = (name: Json, value: Json) => running({ env: [{ name, value }] });
const PATH = "spec.template.spec.containers[0]";

describe("SEC-01: no credential in ConfigMaps, environment values, arguments or annotations", () => {
    testCases(sec01, [
        {
            title: "allows what is configuration, and what refers to a Secret",
            objects: [
                configMap({ "nginx.conf": "auth_basic_user_file /etc/nginx/users;\n", port: "80" }),
                deployment(
                    "face",
                    running({
                        env: [
                            { name: "DB_PASSWORD_FILE", value: "/run/secrets/db" },
                            {
                                name: "DB_PASSWORD",
                                valueFrom: { secretKeyRef: { name: "db", key: "password" } },
                            },
                            { name: "EMPTY" },
                        ],
                        command: ["/app", "--password-file=/run/secrets/db"],
                        args: ["--token", "$(TOKEN)", "--verbose", "--token-ttl", "15m"],
                    }),
                ),
                deployment("gui", {
                    metadata: { annotations: { "linkerd.io/inject": "enabled" } },
                }),
                configMap({}, { "nginx.ingress.kubernetes.io/auth-secret": "basicauth" }),
            ],
            findings: [],
        },
        {
            title: "refuses an entry of a ConfigMap, by its name, its shape, or a name within",
            objects: [
                configMap({ password: "hunter2" }),
                configMap({ notes: `use ${TOKEN}` }),
                configMap({ "app.properties": "db.url=x\ndb.password=hunter2\n" }),
            ],
            findings: [
                'violation ConfigMap "faces/face" data.password',
                'violation ConfigMap "faces/face" data.notes',
                'violation ConfigMap "faces/face" data["app.properties"]',
            ],
        },
        {
            title: "refuses environment values, by their name or by their shape",
            objects: [
                deployment("face", env("DB_PASSWORD", "hunter2")),
                deployment("gui", env("DATABASE", "postgres://app:hunter2@db/app")),
            ],
            findings: [
                `violation Deployment "faces/face" ${PATH}.env[0].value`,
                `violation Deployment "faces/gui" ${PATH}.env[0].value`,
            ],
        },
        {
            title: "refuses arguments, in one piece, in two, or by their shape",
            objects: [
                deployment("face", running({ args: ["--password=hunter2"] })),
                deployment("gui", running({ args: ["--verbose", "--api-key", "abcdef"] })),
                deployment("color", running({ command: ["sh", "-c", `curl -H ${TOKEN}`] })),
            ],
            findings: [
                `violation Deployment "faces/face" ${PATH}.args[0]`,
                `violation Deployment "faces/gui" ${PATH}.args[2]`,
                `violation Deployment "faces/color" ${PATH}.command[2]`,
            ],
        },
        {
            title: "refuses annotations, of the object and of its pods",
            objects: [
                configMap({}, { "example.com/api-token": "abcdef" }),
                deployment("face", { metadata: { annotations: { note: TOKEN } } }),
            ],
            findings: [
                'violation ConfigMap "faces/face" metadata.annotations["example.com/api-token"]',
                'violation Deployment "faces/face" spec.template.metadata.annotations.note',
            ],
        },
        {
            title: "looks at init and ephemeral containers too",
            objects: ["initContainers", "ephemeralContainers"].map((list) =>
                deployment("face", running({ env: [{ name: "TOKEN", value: TOKEN }] }, list)),
            ),
            findings: ["initContainers", "ephemeralContainers"].map(
                (list) =>
                    `violation Deployment "faces/face" spec.template.spec.${list}[0].env[0].value`,
            ),
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                configMap({ host: UNKNOWN, password: "hunter2" }),
                configMap(UNKNOWN, UNKNOWN),
                deployment("face", env("HOST", UNKNOWN)),
                deployment("gui", running({ env: UNKNOWN, args: UNKNOWN, command: [UNKNOWN] })),
                deployment("color", { spec: UNKNOWN }),
            ],
            findings: [
                'undecided ConfigMap "faces/face" data.host',
                'violation ConfigMap "faces/face" data.password',
                'undecided ConfigMap "faces/face" metadata.annotations',
                'undecided ConfigMap "faces/face" data',
                `undecided Deployment "faces/face" ${PATH}.env[0].value`,
                `undecided Deployment "faces/gui" ${PATH}.env`,
                `undecided Deployment "faces/gui" ${PATH}.command[0]`,
                `undecided Deployment "faces/gui" ${PATH}.args`,
                'undecided Deployment "faces/color" spec.template.spec',
            ],
        },
        {
            title: "refuses what is no list and no map",
            objects: [
                configMap("password: hunter2"),
                deployment("face", running({ env: { PASSWORD: "hunter2" } })),
            ],
            findings: [
                'violation ConfigMap "faces/face" data',
                `violation Deployment "faces/face" ${PATH}.env`,
            ],
        },
    ]);

    testEveryKind(sec01, {
        allowed: env("LOG_LEVEL", "info"),
        refused: env("API_KEY", "abcdef"),
        fault: "spec.containers[0].env[0].value",
    });

    it("says what is wrong, where, and what to do, and never the credential", () => {
        const found = lines(sec01, [
            configMap({ token: TOKEN }),
            deployment("face", env("DB_PASSWORD", "hunter2")),
        ]);
        assert.deepEqual(found, [
            'SEC-01: ConfigMap "faces/face" holds what looks like a credential in plain text (data.token) — Fix: put it' +
                " into a Secret and refer to that, best as a mounted file; then change the credential, since it was readable",
            `SEC-01: Deployment "faces/face" holds what looks like a credential in plain text (${PATH}.env[0].value) — Fix: put it` +
                " into a Secret and refer to that, best as a mounted file; then change the credential, since it was readable",
        ]);
    });
});
