import assert from "node:assert/strict";
import { type Analyzer, type Sent, UNKNOWN_TEXT, secret } from "./analyzer";
import { SMALL_PACK, deployment, sent, stack, startPack } from "./sent";

const PRIVATE_KEY = "-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----\n";
const POLICY = "sec-02-secret-material-is-secret";

function kubernetesSecret(props: Sent["props"], type = "kubernetes:core/v1:Secret"): Sent {
    return sent(type, "token", { metadata: { name: "token", namespace: "faces" }, ...props });
}

describe("SEC-02: secret material is a Pulumi secret", () => {
    let analyzer: Analyzer;

    before(async function () {
        analyzer = await startPack(SMALL_PACK);
    });

    after(async () => {
        await analyzer.stop();
    });

    beforeEach(async () => {
        await analyzer.configure({});
        await analyzer.analyze(stack);
    });

    const cases: [string, Sent, Sent["props"]][] = [
        [
            "what a Secret holds",
            kubernetesSecret({ data: { token: "czNjcjN0" }, stringData: { user: "admin" } }),
            { data: { token: secret("czNjcjN0") }, stringData: { user: secret("admin") } },
        ],
        [
            "only what is no secret yet",
            kubernetesSecret({ stringData: { old: secret("old"), new: "new" } }),
            { stringData: { old: secret("old"), new: secret("new") } },
        ],
        [
            "what a Secret holds as a CustomResource",
            kubernetesSecret({ stringData: { token: "s3cr3t" } }, "kubernetes:v1:Secret"),
            { stringData: { token: secret("s3cr3t") } },
        ],
        [
            "what a patch of a Secret adds",
            kubernetesSecret({ stringData: { token: "s3cr3t" } }, "kubernetes:core/v1:SecretPatch"),
            { stringData: { token: secret("s3cr3t") } },
        ],
        [
            "what the Secrets of a list hold",
            kubernetesSecret(
                { items: [{ stringData: { token: "s3cr3t" } }] },
                "kubernetes:core/v1:SecretList",
            ),
            { items: [{ stringData: { token: secret("s3cr3t") } }] },
        ],
        [
            "Helm values by the name of a credential",
            sent("kubernetes:helm.sh/v3:Release", "grafana", {
                chart: "grafana",
                values: {
                    adminPassword: "s3cr3t",
                    auth: { existingSecret: "grafana", "api-token": "t0k3n" },
                    replicas: 2,
                    tokenSecretName: "grafana",
                },
            }),
            {
                chart: "grafana",
                values: {
                    adminPassword: secret("s3cr3t"),
                    auth: { existingSecret: "grafana", "api-token": secret("t0k3n") },
                    replicas: 2,
                    tokenSecretName: "grafana",
                },
            },
        ],
        [
            "Helm values that are a private key",
            sent("kubernetes:helm.sh/v4:Chart", "linkerd", {
                values: { identity: [{ pem: PRIVATE_KEY }] },
            }),
            { values: { identity: [{ pem: secret(PRIVATE_KEY) }] } },
        ],
        [
            "the credentials of a provider",
            sent("pulumi:providers:civo", "civo", { token: "t0k3n", region: "LON1" }),
            { token: secret("t0k3n"), region: "LON1" },
        ],
        [
            "the kubeconfig of a provider",
            sent("pulumi:providers:kubernetes", "cluster", { kubeconfig: "apiVersion: v1" }),
            { kubeconfig: secret("apiVersion: v1") },
        ],
    ];
    for (const [title, resource, props] of cases) {
        it(`makes a secret of ${title}`, async () => {
            assert.deepEqual(await analyzer.remediate(resource), [
                {
                    policy: POLICY,
                    diagnostic: "",
                    props: {
                        ...(resource.props.metadata ? { metadata: resource.props.metadata } : {}),
                        ...props,
                    },
                },
            ]);
        });
    }

    const untouched: [string, Sent][] = [
        ["what is a secret already", kubernetesSecret({ stringData: secret({ token: "s3cr3t" }) })],
        ["what is not known yet", kubernetesSecret({ stringData: { token: UNKNOWN_TEXT } })],
        ["an empty text", kubernetesSecret({ stringData: { token: "" } })],
        ["a Secret without anything", kubernetesSecret({})],
        ["a workload", deployment("face", "face:2.0.0")],
        ["a provider without credentials", sent("pulumi:providers:random", "default", {})],
        [
            "values without credentials",
            sent("kubernetes:helm.sh/v3:Release", "polaris", { values: { a: "b" } }),
        ],
    ];
    for (const [title, resource] of untouched) {
        it(`leaves ${title} as it is`, async () => {
            assert.deepEqual(await analyzer.remediate(resource), []);
        });
    }

    it("leaves what is exempt as it is", async () => {
        await analyzer.configure({
            "zero-trust": {
                properties: {
                    exemptions: [
                        {
                            rule: "SEC-02",
                            resource: { kind: "Secret", namespace: "faces", name: "token" },
                            owner: "platform@example.com",
                            reason: "it is no secret, but a greeting",
                            expiry: "2026-12-31",
                        },
                    ],
                },
            },
        });
        await analyzer.analyze(stack);
        assert.deepEqual(
            await analyzer.remediate(kubernetesSecret({ stringData: { greeting: "hello" } })),
            [],
        );
    });

    it("does nothing where it is disabled", async () => {
        await analyzer.configure({ [POLICY]: { level: "disabled" } });
        assert.deepEqual(
            await analyzer.remediate(kubernetesSecret({ stringData: { token: "s3cr3t" } })),
            [],
        );
    });
});
