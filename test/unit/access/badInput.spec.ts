import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import fc from "fast-check";

import { run } from "../../../access/cli/run";
import { Evaluator } from "../../../access/evaluate/evaluator";
import { parseObjects } from "../../../access/objects";
import { InputError } from "../../../manifests/inputError";

function object(apiVersion: string, kind: string, spec: unknown, metadata: object = {}): object {
    return { apiVersion, kind, metadata: { name: "x", namespace: "shop", ...metadata }, spec };
}

const pod = (containers: unknown): object => object("v1", "Pod", { containers });
const server = (spec: object, metadata: object = {}): object =>
    object("policy.linkerd.io/v1beta3", "Server", { podSelector: {}, port: 80, ...spec }, metadata);
const linkerd = (kind: string, spec: unknown): object =>
    object("policy.linkerd.io/v1alpha1", kind, spec);
const route = (spec: object): object => object("gateway.networking.k8s.io/v1", "HTTPRoute", spec);
const networkPolicy = (spec: object): object =>
    object("networking.k8s.io/v1", "NetworkPolicy", { podSelector: {}, ...spec });
const mapping = (spec: object): object =>
    object("getambassador.io/v3alpha1", "Mapping", { prefix: "/", service: "x", ...spec });

const toServer = { group: "policy.linkerd.io", kind: "Server", name: "x" };
const bomb = ["a", "b", "c", "d", "e", "f", "g", "h"]
    .map((key, index, keys) => {
        const inner = index === 0 ? "x" : `*${keys[index - 1] ?? ""}`;
        return `${key}: &${key} [${Array<string>(9).fill(inner).join(", ")}]`;
    })
    .join("\n");

/** Files, with what the message says beside the file's name. */
const files: [string, string | Buffer | object, RegExp][] = [
    ["nothing", "", /there is no Kubernetes object in it/],
    ["nothing but comments", "# none\n---\n", /there is no Kubernetes object in it/],
    ["text", "hello", /yaml:1: document 1 is not a Kubernetes object/],
    ["half of a document", "a: [\n", /yaml:2: document 1 is not valid YAML: /],
    ["tabs", "a:\n\tb: 1\n", /yaml:2: document 1 is not valid YAML: tab/],
    ["half of JSON", '{"apiVersion": "v1"', /document 1 is not valid YAML: /],
    [
        "a key twice",
        "kind: Pod\nkind: Pod\n",
        /yaml:2: document 1 is not valid YAML: duplicated mapping key/,
    ],
    ["a key twice in JSON", '{"kind": "Pod", "kind": "Pod"}', /duplicated mapping key/],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x41]), /is not UTF-8 text/],
    ["an alias without anchor", "a: *b\n", /document 1 is not valid YAML: unidentified alias "b"/],
    ["a billion laughs", bomb, /document 1 is not valid YAML: aliases of aliases/],
    [
        "a value within itself",
        "a: &a\n  b: *a\n",
        /document 1 is not valid YAML: an alias stands for something that it is a part of/,
    ],
    [
        "deep nesting",
        "[".repeat(5000) + "]".repeat(5000),
        /document 1 is not valid YAML: nesting exceeded/,
    ],
    [
        "a kind of 9 MB",
        { apiVersion: "v1", kind: "x".repeat(9_000_000), metadata: { name: "a" } },
        /document 1 has the kind "x{253}": kinds begin with a capital letter/,
    ],
    [
        "an unknown kind",
        object("policy.linkerd.io/v1beta3", "Servr", {}),
        /document 1: Servr is an unknown kind .*did you mean Server/,
    ],
    [
        "an unknown group",
        object("__proto__/v1", "Pod", {}),
        /document 1 has the apiVersion "__proto__\/v1"/,
    ],
    ["no metadata", { apiVersion: "v1", kind: "Pod" }, /document 1: metadata: must be a mapping/],
    [
        "a path for a name",
        { apiVersion: "v1", kind: "Pod", metadata: { name: "a/b" } },
        /document 1: metadata.name: "a\/b" is not a name/,
    ],
    [
        "a name for a namespace that is none",
        object("v1", "Pod", {}, { namespace: "Shop" }),
        /document 1: metadata.namespace: "Shop" is not a name/,
    ],
    [
        "a number for a label",
        object("v1", "Pod", {}, { labels: { a: 1 } }),
        /document 1: metadata.labels.a: must be a string/,
    ],
    [
        "scalars in a List",
        { apiVersion: "v1", kind: "List", items: [1] },
        /document 1, item 1 is not a Kubernetes object/,
    ],
    [
        "an object twice",
        `${JSON.stringify(server({}))}\n---\n${JSON.stringify(server({}))}`,
        /document 2\): is given twice; the first is .*document 1/,
    ],
    [
        "text for a spec",
        object("v1", "Pod", "x"),
        /Pod shop\/x \(.*document 1\): spec: must be a mapping/,
    ],
    [
        "a negative port",
        pod([{ ports: [{ containerPort: -1 }] }]),
        /containerPort: must be a whole number from 1 to 65535/,
    ],
    [
        "a port of six digits",
        server({ port: 100_000 }),
        /spec.port: must be a whole number from 1 to 65535/,
    ],
    ["no port", server({ port: null }), /spec.port: is missing/],
    [
        "two selectors",
        server({ externalWorkloadSelector: {} }),
        /give either this or externalWorkloadSelector/,
    ],
    [
        "an unknown operator",
        server({ podSelector: { matchExpressions: [{ key: "a", operator: "Is" }] } }),
        /operator: "Is" is none of In, NotIn/,
    ],
    [
        "an unknown protocol",
        server({ proxyProtocol: "HTTP/3" }),
        /proxyProtocol: "HTTP\/3" is none of/,
    ],
    [
        "an unknown access policy",
        server({ accessPolicy: "allow" }),
        /accessPolicy: "allow" is none of/,
    ],
    [
        "an access policy in a version that has none",
        object("policy.linkerd.io/v1beta2", "Server", {
            podSelector: {},
            port: 80,
            accessPolicy: "audit",
        }),
        /accessPolicy: is no field of policy.linkerd.io\/v1beta2, so the API server drops it/,
    ],
    [
        "a selector in a version that has none",
        object("policy.linkerd.io/v1beta1", "Server", { externalWorkloadSelector: {}, port: 80 }),
        /externalWorkloadSelector: is no field of policy.linkerd.io\/v1beta1/,
    ],
    [
        "a time that is none",
        server({}, { creationTimestamp: "yesterday" }),
        /creationTimestamp: "yesterday" is no time/,
    ],
    [
        "a policy without authentications",
        linkerd("AuthorizationPolicy", { targetRef: toServer }),
        /requiredAuthenticationRefs: is missing/,
    ],
    [
        "a policy without target",
        linkerd("AuthorizationPolicy", { requiredAuthenticationRefs: [] }),
        /targetRef.kind: is missing/,
    ],
    [
        "a network that is none",
        linkerd("NetworkAuthentication", { networks: [{ cidr: "10.0.0.0/33" }] }),
        /cidr: "10.0.0.0\/33" is not a network/,
    ],
    [
        "one identity for a list",
        linkerd("MeshTLSAuthentication", { identities: "*" }),
        /identities: must be a sequence/,
    ],
    [
        "a method in lower case",
        route({ rules: [{ matches: [{ method: "get" }] }] }),
        /method: "get" is none of/,
    ],
    [
        "an expression with flags amid it",
        route({
            rules: [{ matches: [{ path: { type: "RegularExpression", value: "/(?i:a)" } }] }],
        }),
        /cannot be evaluated/,
    ],
    [
        "an unknown type of policy",
        networkPolicy({ policyTypes: ["ingress"] }),
        /policyTypes\[0\]: "ingress" is none of Ingress, Egress/,
    ],
    [
        "a peer that is nobody",
        networkPolicy({ ingress: [{ from: [{}] }] }),
        /from\[0\]: must have podSelector, namespaceSelector or ipBlock/,
    ],
    [
        "an end before the beginning",
        networkPolicy({ ingress: [{ ports: [{ port: 80, endPort: 70 }] }] }),
        /endPort: must be no less than port/,
    ],
    [
        "a protocol in lower case",
        networkPolicy({ ingress: [{ ports: [{ protocol: "tcp" }] }] }),
        /protocol: "tcp" is none of TCP/,
    ],
    [
        "an expression that is none",
        mapping({ prefix: "/(", prefix_regex: true }),
        /prefix: "\/\(" is no regular expression/,
    ],
    [
        "a glob for an exact host",
        mapping({ host: "*.example.com" }),
        /host: "\*.example.com" contains \*/,
    ],
    [
        "more than all requests",
        mapping({ weight: 101 }),
        /weight: must be a whole number from 0 to 100/,
    ],
];

const asked = { from: "web/ui", to: "shop/cart", port: 8000 };

/** Questions, with what the message says beside file and place. */
const questions: [string, unknown, RegExp][] = [
    ["no array", {}, /must be an array/],
    ["no object", [1], /question 1: must be an object/],
    [
        "an unknown workload",
        [asked, { ...asked, to: "shop/crt" }],
        /question 2: to: .*did you mean shop\/cart/,
    ],
    ["an unknown port", [{ ...asked, port: "htp" }], /question 1: port: .*did you mean http/],
    ["a negative port", [{ ...asked, port: -1 }], /question 1: port: -1 is none/],
    ["a huge port", [{ ...asked, port: 1e9 }], /question 1: port: 1000000000 is none/],
    ["half a port", [{ ...asked, port: 80.5 }], /question 1: port: 80.5 is none/],
    ["an unknown caller", [{ ...asked, from: "bob" }], /question 1: from: "bob" is no caller/],
    [
        "an address that is none",
        [{ ...asked, from: "unauthenticated@300.1.1.1" }],
        /has no valid address/,
    ],
    [
        "a path without slash",
        [{ ...asked, path: "x" }],
        /question 1: path: "x" does not begin with \//,
    ],
    [
        "a path with a space",
        [{ ...asked, path: "/a b" }],
        /has a character that no request's path has/,
    ],
    [
        "a method of two words",
        [{ ...asked, method: "G T" }],
        /question 1: method: "G T" is no HTTP method/,
    ],
    ["a host with a space", [{ ...asked, host: "a b" }], /question 1: host: "a b" is none/],
    [
        "headers that are none",
        [{ ...asked, headers: { a: 1 } }],
        /question 1: headers: must be an object of strings/,
    ],
    ["a misspelt field", [{ ...asked, methd: "POST" }], /question 1: methd: .*did you mean method/],
];

describe("Bad input", () => {
    let folder = "";

    beforeEach(() => {
        folder = mkdtempSync(path.join(os.tmpdir(), "bad-input-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    async function refused(argv: readonly string[], file: string, message: RegExp): Promise<void> {
        const { output, errors, exitCode } = await run(argv);
        assert.deepEqual([output, exitCode], ["", 2]);
        assert.match(errors, message);
        assert.ok(errors.includes(file), errors.slice(0, 500));
        assert.ok(errors.length < 2000, `a message of ${errors.length} characters`);
    }

    for (const [name, content, message] of files) {
        it(`is refused with its file: ${name}`, async () => {
            const file = path.join(folder, "objects.yaml");
            const isText = typeof content === "string" || Buffer.isBuffer(content);
            writeFileSync(file, isText ? content : JSON.stringify(content));
            await refused(["evaluate", file], file, message);
        });
    }

    for (const [name, content, message] of questions) {
        it(`is refused with file and place of the question: ${name}`, async () => {
            const objects = path.join(folder, "objects.json");
            const cart = pod([{ ports: [{ name: "http", containerPort: 8000 }] }]);
            const metadata = { name: "cart", namespace: "shop" };
            writeFileSync(objects, JSON.stringify({ ...cart, metadata }));
            const file = path.join(folder, "questions.json");
            writeFileSync(file, JSON.stringify(content));
            await refused(["evaluate", objects, "--questions", file], file, message);
        });
    }

    for (const port of ["0", "-5", "70000", "1.5", "0x50", "http", ""]) {
        it(`is refused: the port "${port}" of any workload`, async () => {
            const file = path.join(folder, "objects.json");
            writeFileSync(file, JSON.stringify(pod([])));
            await refused(["evaluate", file, `--port=${port}`], "port: ", /^port: /);
        });
    }

    it("never stops the evaluator but by an error that names the object", () => {
        const objects = [
            pod([
                {
                    name: "c",
                    ports: [{ name: "http", containerPort: 8000 }],
                    livenessProbe: { httpGet: { path: "/", port: "http" } },
                },
            ]),
            server({
                podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["x"] }] },
            }),
            linkerd("AuthorizationPolicy", {
                targetRef: toServer,
                requiredAuthenticationRefs: [{ kind: "ServiceAccount", name: "x" }],
            }),
            linkerd("MeshTLSAuthentication", {
                identities: ["*"],
                identityRefs: [{ kind: "Namespace", name: "x" }],
            }),
            linkerd("NetworkAuthentication", {
                networks: [{ cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] }],
            }),
            object("policy.linkerd.io/v1beta1", "ServerAuthorization", {
                server: { selector: {} },
                client: {
                    networks: [{ cidr: "::/0" }],
                    meshTLS: { serviceAccounts: [{ name: "x" }] },
                },
            }),
            route({
                parentRefs: [toServer],
                hostnames: ["x"],
                rules: [
                    {
                        matches: [
                            {
                                path: { type: "Exact", value: "/" },
                                headers: [{ name: "a", value: "b" }],
                            },
                        ],
                        filters: [{ type: "RequestRedirect", requestRedirect: {} }],
                    },
                ],
            }),
            networkPolicy({
                ingress: [
                    {
                        from: [{ ipBlock: { cidr: "10.0.0.0/8" } }],
                        ports: [{ port: 80, endPort: 90 }],
                    },
                ],
                egress: [],
            }),
            object("v1", "Service", {
                type: "LoadBalancer",
                selector: { app: "x" },
                ports: [{ port: 80, targetPort: "http" }],
            }),
            mapping({
                headers: { a: "b" },
                regex_rewrite: { pattern: "a", substitution: "b" },
                query_parameters: { a: "b" },
            }),
            object("getambassador.io/v3alpha1", "Host", {
                hostname: "*",
                mappingSelector: { matchLabels: {} },
                requestPolicy: { insecure: { action: "Route" } },
            }),
            object("getambassador.io/v3alpha1", "Listener", {
                port: 80,
                protocol: "HTTP",
                securityModel: "XFP",
                hostBinding: { namespace: { from: "ALL" } },
            }),
        ];
        const value = fc.oneof(
            fc.constantFrom(null, "", "/", "*", "-1", 0, -1, 1e9, 0.5, true, [], {}, [[]], [null], {
                a: null,
            }),
            fc.jsonValue(),
        );
        fc.assert(
            fc.property(fc.nat(), fc.nat(), value, (which, where, replacement) => {
                const index = which % objects.length;
                const spoilt = objects.map((each, position) =>
                    position === index ? replacedAt(each, where, replacement) : each,
                );
                try {
                    const subject = new Evaluator(
                        parseObjects(
                            JSON.stringify({ apiVersion: "v1", kind: "List", items: spoilt }),
                            "x.yaml",
                        ),
                    );
                    subject.ask({ from: "internet", to: "shop/x", port: 8000, path: "/" });
                    assert.ok(Array.isArray([...subject.calls()]));
                } catch (error) {
                    assert.ok(error instanceof InputError, String(error));
                    for (const problem of error.problems) {
                        assert.match(
                            problem,
                            /x\.yaml:1(, |: )document 1, item \d+|^to: there is no/,
                        );
                    }
                }
            }),
            { numRuns: 1500 },
        );
    });
});

/** A copy in which one of all the values below is another. */
function replacedAt(given: object, where: number, replacement: unknown): unknown {
    const count = (value: unknown): number =>
        typeof value === "object" && value !== null
            ? 1 + Object.values(value).reduce((sum: number, each) => sum + count(each), 0)
            : 1;
    let left = where % count(given);
    const copy = (value: unknown): unknown => {
        left -= 1;
        if (left === -1) {
            return replacement;
        }
        if (Array.isArray(value)) {
            return value.map(copy);
        }
        return typeof value === "object" && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)]))
            : value;
    };
    return copy(given);
}
