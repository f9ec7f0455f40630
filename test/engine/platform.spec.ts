import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
    isEncryptedAt,
    nameOf,
    readCheckpoint,
    type StateResource,
    waitsFor,
} from "../support/checkpoint";
import { imageDigests } from "../support/imageDigests";
import { repository, type SandboxRun, TestSandbox } from "./support";

type Violation = SandboxRun["document"]["violations"][number];

const project = "zero-trust";
const authService = "external-auth-authservice-emissary-ingress.authentication";
const host = "ingress-host-host-faces.example.com";
const mapping = "faces-face-mapping-faces.example.com.below.face.center";
/** What the pack advises of the reference architecture as it stands; README.md says why it stands. */
const advice = {
    images: [
        'SC-02 Deployment "emissary/external-auth"',
        ...["color", "face", "faces-gui", "smiley"].map(
            (name) => `SC-02 Deployment "faces/${name}"`,
        ),
        'SC-02 Release "emissary/emissary-ingress"',
    ],
    probes: ['POD-03 Deployment "faces/color"'],
    proxied: ['CLD-04 DnsRecord "dns-record"'],
    alerts: [
        'PKI-14 Release "cert-manager/cert-manager"',
        'PKI-14 Release "linkerd/linkerd-control-plane"',
        'PKI-14 Release "linkerd/linkerd-control-plane"',
    ],
};
const isComponent = ({ type }: StateResource) => type.startsWith("zero-trust-components:");

/** Rule and resource of each finding, which must all be advisory. */
function advised(violations: readonly Violation[]): string[] {
    assert.deepEqual(
        violations.filter(({ level }) => level !== "advisory"),
        [],
    );
    return violations
        .map(({ message }) => /^(\S+): (\S+ "[^"]+")/.exec(message)?.slice(1).join(" ") ?? message)
        .sort();
}

describe("The reference architecture, in a real engine", function () {
    let sandbox: TestSandbox;
    let tour: SandboxRun;
    let state: StateResource[];

    before(async () => {
        sandbox = new TestSandbox();
        tour = await sandbox.run();
        state = readCheckpoint(sandbox.home, project);
    });

    after(() => {
        sandbox.remove();
    });

    const phase = (index: number) => {
        const found = tour.document.phases?.[index];
        assert.ok(found, tour.stderr);
        return found;
    };

    it("passes the policy pack from empty state, with no rule left undecided", () => {
        assert.equal(phase(0).result, "succeeded");
        assert.deepEqual(advised(phase(0).violations), Object.values(advice).flat().sort());
        assert.deepEqual(phase(0).diagnostics, []);
    });

    it("is judged the same when it is made, and once it is there", () => {
        assert.deepEqual(advised(phase(1).violations), advised(phase(0).violations));
        assert.deepEqual(advised(phase(2).violations), advised(phase(0).violations));
    });

    it("comes up in one go", () => {
        assert.equal(phase(1).result, "succeeded");
        assert.equal(phase(1).changes.create, phase(0).changes.create);
        assert.deepEqual(phase(1).diagnostics, []);
    });

    it("shows no change in a second preview", () => {
        const { changes } = phase(2);
        assert.deepEqual(changes, {
            create: 0,
            update: 0,
            replace: 0,
            delete: 0,
            same: phase(1).changes.create,
        });
        assert.equal(tour.code, 0);
    });

    it("finds nothing different in a refresh", async () => {
        const { code, document } = await sandbox.run("refresh");
        assert.equal(code, 0);
        assert.deepEqual([document.changes.update, document.changes.delete], [0, 0]);
    });

    it("gives every resource a component as parent, whose name its own begins with", () => {
        const components = new Map(
            state.filter(isComponent).map((component) => [component.urn, component]),
        );
        const children = state.filter(
            (resource) => resource.custom && !resource.urn.includes("::default_"),
        );
        assert.ok(children.length > 50);
        for (const { urn, parent = "" } of children) {
            const component = components.get(parent);
            assert.ok(component, `${urn} has no component as parent`);
            assert.ok(nameOf(urn).startsWith(`${nameOf(component.urn)}-`), urn);
        }
    });

    it("speaks to the new cluster, and to no other, for everything of Kubernetes", () => {
        const kubernetes = state.filter(({ type }) => type.startsWith("kubernetes:"));
        assert.ok(kubernetes.length > 50);
        for (const { urn, provider } of kubernetes) {
            assert.equal(
                nameOf(provider?.split("::").slice(0, -1).join("::") ?? ""),
                "cluster-kubernetes",
                urn,
            );
        }
    });

    for (const [later, earlier] of [
        ["cluster-cluster", "cluster-firewall"],
        ["cert-manager-namespace", "cluster-cluster"],
        ["trust-manager-release", "cert-manager-release"],
        ["mesh-identity-issuer", "cert-manager-release"],
        ["mesh-identity-issuer-certificate", "mesh-identity-issuer"],
        ["mesh-identity-issuer-certificate", "mesh-identity-namespace"],
        ["mesh-identity-trust-roots", "trust-manager-release"],
        ["linkerd-control-plane", "linkerd-crds"],
        ["linkerd-control-plane", "mesh-identity-issuer-certificate"],
        ["linkerd-control-plane", "mesh-identity-trust-roots"],
        ["linkerd-viz-release", "linkerd-control-plane"],
        ["emissary-release", "linkerd-viz-release"],
        ["emissary-release", "emissary-crds"],
        ["dns-record", "emissary-release"],
        ["ingress-certificate-certificate", "dns-record"],
        ["ingress-certificate-certificate", "ingress-certificate-token"],
        ["external-auth-service-deployment", "emissary-space-server-external-auth.http"],
        [authService, "external-auth-service-deployment"],
        [host, "ingress-certificate-certificate"],
        [host, authService],
        [
            "faces-space-server-smiley.http",
            "faces-space-authorizationpolicy-smiley.http.from.face.faces",
        ],
        ["faces-space-networkpolicy-default-deny", "faces-space-networkpolicy-smiley"],
        ["faces-space-networkpolicy-default-deny", "faces-space-server-smiley.http"],
        ["faces-smiley-deployment", "faces-space-networkpolicy-default-deny"],
        ["faces-face-deployment", "faces-space-namespace"],
        ["faces-face-deployment", "faces-smiley-deployment"],
        [mapping, "faces-face-deployment"],
        ["polaris-release", mapping],
    ] as const) {
        it(`makes ${later} after ${earlier}, and deletes it before`, () => {
            assert.ok(waitsFor(state, later, earlier));
            assert.ok(!waitsFor(state, earlier, later));
        });
    }

    it("encrypts every secret in its state", () => {
        for (const [name, ...path] of [
            ["cluster-cluster", "outputs", "kubeconfig"],
            ["cluster-kubernetes", "inputs", "kubeconfig"],
            ["external-auth-password", "outputs", "result"],
            ["external-auth-users", "inputs", "stringData", "htpasswd"],
            ["ingress-certificate", "inputs", "cloudflareApiToken"],
            ["ingress-certificate-token", "inputs", "stringData", "api-token"],
            ["mesh-identity-demonstration-ca", "inputs", "stringData", "tls.key"],
            ["zero-trust-dev", "outputs", "kubeconfig"],
            ["zero-trust-dev", "outputs", "password"],
        ] as const) {
            const resource = state.find(({ urn }) => nameOf(urn) === name);
            assert.ok(isEncryptedAt(resource, [...path]), `${name} ${path.join(".")}`);
        }
    });

    it("leaves no private key in the clear, and no trace of the trust anchor's", () => {
        const key = readFileSync(join(repository, ".demonstration-ca", "issuing-ca.key"), "utf8");
        const [, firstLine = ""] = key.split("\n");
        assert.equal(firstLine.length, 64);
        assert.deepEqual(sandbox.filesContaining(firstLine), []);
        assert.deepEqual(sandbox.filesContaining("PRIVATE KEY"), []);
    });

    it("masks its secrets when it prints its outputs", () => {
        const { outputs } = tour.document;
        assert.deepEqual(
            [outputs.kubeconfig, outputs.password, outputs.user, outputs.url],
            ["[secret]", "[secret]", "faces", "https://faces.example.com/faces/"],
        );
    });

    it("shows in a preview who newly may call whom, and who no longer may", async () => {
        const { code, document } = await sandbox.run("preview", "--config", "linkerdViz=false");
        assert.equal(code, 0);
        assert.deepEqual(document.outputChanges, [
            {
                path: 'access["linkerd-viz/prometheus → emissary/*:linkerd-admin"]',
                before: "GET /metrics",
            },
            {
                path: 'access["linkerd-viz/prometheus → faces/*:linkerd-admin"]',
                before: "GET /metrics",
            },
        ]);
    });

    it("leaves nothing behind when it is destroyed", async () => {
        const { code, document } = await sandbox.run("destroy");
        assert.equal(code, 0);
        // The load balancer's Service, which was only read, leaves the state too.
        assert.equal(document.changes.delete, phase(1).changes.create + 1);
        assert.deepEqual(sandbox.things(project), []);
        assert.deepEqual(readCheckpoint(sandbox.home, project), []);
    });
});

describe("The configuration of the reference architecture, in a real engine", function () {
    it("is refused before anything is touched, with every problem named", async () => {
        const sandbox = new TestSandbox();
        const { code, document } = await sandbox.run(
            "preview",
            "--config",
            "host=faces",
            "--config",
            "acmeEmail=nobody",
        );
        assert.equal(code, 1);
        assert.equal(document.result, "failed");
        const messages = document.diagnostics.map(({ message }) => message).join("\n");
        assert.match(messages, /host: "faces" is not a fully qualified name/);
        assert.match(messages, /acmeEmail: "nobody" is not an e-mail address/);
        assert.deepEqual(sandbox.things(project), []);
        sandbox.remove();
    });
});

describe("Other configurations of the reference architecture, in a real engine", function () {
    let sandbox: TestSandbox;

    beforeEach(() => {
        sandbox = new TestSandbox();
    });

    afterEach(() => {
        sandbox.remove();
    });

    const settings = (...pairs: string[]) => pairs.flatMap((pair) => ["--config", pair]);

    it("come up on a cluster that exists, with Vault as the external CA, and nothing of Civo", async () => {
        const { document, stderr } = await sandbox.run(
            "up",
            ...settings(
                "cluster=existing",
                "externalCa=vault",
                "vaultServer=https://vault.example.com",
            ),
        );
        assert.equal(document.result, "succeeded", stderr);
        assert.deepEqual(advised(document.violations), Object.values(advice).flat().sort());
        assert.deepEqual(
            document.diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
            [
                'info: The cluster is that of context "zero-trust-sandbox" at ' +
                    `${String(document.outputs.apiEndpoint)} ` +
                    `(${String(document.outputs.clusterIdentifier)}).`,
            ],
        );
        const types = readCheckpoint(sandbox.home, project).map(({ type }) => type);
        assert.deepEqual(
            types.filter((type) => type.includes("civo")),
            [],
        );
    });

    it("pass the policy pack in production, where it is strict and what is undecided is refused", async () => {
        const config = join(sandbox.home, "policyPack.json");
        mkdirSync(sandbox.home, { recursive: true });
        writeFileSync(
            config,
            JSON.stringify({ "zero-trust": { environment: "production", strict: true } }),
        );
        const { document, stderr } = await sandbox.run(
            "preview",
            "--policy-pack-config",
            config,
            ...settings(
                "highAvailability=true",
                "protect=true",
                "acmeEnvironment=production",
                "externalCa=vault",
                "vaultServer=https://vault.example.com",
                "dnsProxied=true",
                "dnsManageZone=true",
                "alerts=true",
                `imageDigests=${JSON.stringify(imageDigests)}`,
            ),
        );
        assert.equal(document.result, "succeeded", stderr);
        assert.deepEqual(advised(document.violations), advice.probes);
        assert.deepEqual(document.diagnostics, []);
    });

    it("take a chart from a local folder, with values merged over ours", async () => {
        const chart = join(sandbox.home, "charts", "polaris");
        mkdirSync(chart, { recursive: true });
        writeFileSync(
            join(chart, "Chart.yaml"),
            "apiVersion: v2\nname: polaris\nversion: 6.0.0\nappVersion: 10.2.0\n",
        );
        const charts = { polaris: { location: chart, values: { webhook: { replicas: 3 } } } };
        const { document, stderr } = await sandbox.run(
            "up",
            ...settings(`charts=${JSON.stringify(charts)}`),
        );
        assert.equal(document.result, "succeeded", stderr);
        const release = readCheckpoint(sandbox.home, project).find(
            ({ urn }) => nameOf(urn) === "polaris-release",
        );
        assert.equal(release?.inputs?.chart, chart);
        const { webhook } = release.inputs.values as { webhook: Record<string, unknown> };
        assert.deepEqual([webhook.replicas, webhook.enable], [3, true]);
    });
});

describe("The examples, in a real engine with the policy pack", function () {
    for (const [example, creates, advice] of [
        ["existing-cluster", 8, ['PKI-14 Release "cert-manager/cert-manager"']],
        ["meshed-app", 23, ['SC-02 Deployment "shop/cart"', 'SC-02 Deployment "shop/web"']],
    ] as const) {
        it(`${example} previews without being refused`, async () => {
            const sandbox = new TestSandbox(join(repository, "examples", example));
            const { code, document, stderr } = await sandbox.run("preview");
            assert.equal(code, 0, stderr);
            assert.deepEqual(advised(document.violations), advice);
            assert.equal(document.changes.create, creates);
            sandbox.remove();
        });
    }
});
