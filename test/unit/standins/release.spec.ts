import assert from "node:assert/strict";
import { chartSource } from "../../../components/chartRelease";
import { locateChart } from "../../../sandbox/standins/charts";
import { charts, type PinnedChart } from "../../../rules/charts";
import { unknown, type Properties } from "../../../sandbox/standins/properties";
import { Sandbox, textOf, type EngineClient, type Resource } from "./engineClient";

const releaseType = "kubernetes:helm.sh/v3:Release";

const jetstack = { repo: "https://charts.jetstack.io" };
const linkerdEdge = { repo: "https://helm.linkerd.io/edge" };

const certManager: Properties = {
    chart: "cert-manager",
    repositoryOpts: jetstack,
    version: "v1.21.1",
    name: "cert-manager",
    namespace: "cert-manager",
    values: { crds: { enabled: true, keep: false } },
};
const trustManager: Properties = {
    chart: "oci://quay.io/jetstack/charts/trust-manager",
    version: "v0.24.0",
    name: "trust-manager",
    namespace: "cert-manager",
    values: { crds: { keep: false } },
};
const linkerdCrds: Properties = {
    chart: "linkerd-crds",
    repositoryOpts: linkerdEdge,
    version: "2026.8.3",
    name: "linkerd-crds",
    namespace: "linkerd",
};
const linkerd = (identity: Properties): Properties => ({
    chart: "linkerd-control-plane",
    repositoryOpts: linkerdEdge,
    version: "2026.8.3",
    name: "linkerd-control-plane",
    namespace: "linkerd",
    values: { identity },
});
const externalIdentity = { externalCA: true, issuer: { scheme: "kubernetes.io/tls" } };

const issuer: Properties = {
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name: "enterprise" },
    spec: { selfSigned: {} },
};
const certificate: Properties = {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "linkerd-identity-issuer", namespace: "linkerd" },
    spec: {
        secretName: "linkerd-identity-issuer",
        issuerRef: { kind: "ClusterIssuer", name: "enterprise" },
    },
};
const bundle = (labels: Properties): Properties => ({
    apiVersion: "trust.cert-manager.io/v1alpha1",
    kind: "Bundle",
    metadata: { name: "linkerd-identity-trust-roots" },
    spec: {
        sources: [{ inLine: "anchor" }],
        target: {
            configMap: { key: "ca-bundle.crt" },
            namespaceSelector: { matchLabels: labels },
        },
    },
});

describe("the stand-in for Helm releases", () => {
    let sandbox: Sandbox;
    let kubernetes: EngineClient;

    beforeEach(async () => {
        sandbox = new Sandbox();
        await sandbox.start();
        kubernetes = sandbox.provider("kubernetes");
        for (const name of ["cert-manager", "linkerd", "emissary"]) {
            await kubernetes.create("kubernetes:core/v1:Namespace", name, {
                apiVersion: "v1",
                kind: "Namespace",
                metadata: { name, labels: { role: name } },
            });
        }
    });

    afterEach(() => sandbox.remove());

    const install = (inputs: Properties): Promise<Resource> =>
        kubernetes.create(releaseType, textOf(inputs, "name"), inputs);
    const apply = (object: Properties): Promise<Resource> =>
        kubernetes.create(
            `kubernetes:${textOf(object, "apiVersion")}:${textOf(object, "kind")}`,
            "object",
            object,
        );

    it("installs a chart of its table and reports the release", async () => {
        const { id, state } = await install(certManager);
        assert.equal(id, "cert-manager/cert-manager");
        assert.deepEqual(state.status, {
            appVersion: "v1.21.1",
            chart: "cert-manager",
            name: "cert-manager",
            namespace: "cert-manager",
            revision: 1,
            status: "deployed",
            version: "v1.21.1",
        });
    });

    it("does not know a previewed release's status and objects", async () => {
        const state = await kubernetes.preview(releaseType, "cert-manager", certManager);
        assert.equal(state.status, unknown);
        assert.equal(state.resourceNames, unknown);
    });

    it("refuses a chart that is in no repository it knows, or not in that version", async () => {
        const elsewhere = {
            ...certManager,
            repositoryOpts: { repo: "https://charts.example.com" },
        };
        const { failures } = await kubernetes.check(releaseType, "r", elsewhere);
        assert.match(
            failures[0] ?? "",
            /^chart: chart "https:\/\/charts\.example\.com cert-manager" not found;/,
        );
        const old = { ...certManager, version: "v1.13.2" };
        assert.deepEqual((await kubernetes.check(releaseType, "r", old)).failures, [
            'chart: chart "cert-manager" version "v1.13.2" not found in ' +
                "https://charts.jetstack.io cert-manager; the stand-in knows version v1.21.1; " +
                "check the chart name and repository configuration",
        ]);
    });

    it("looks at a chart only once every input is known, as the provider does", async () => {
        const later = { ...certManager, version: "v1.13.2", values: { a: unknown } };
        assert.deepEqual((await kubernetes.check(releaseType, "r", later)).failures, []);
    });

    it("refuses a release whose namespace does not exist", async () => {
        await assert.rejects(install({ ...certManager, namespace: "nowhere" }), {
            message: 'namespaces "nowhere" not found; create it first and depend on it',
        });
    });

    it("refuses a second release of a name", async () => {
        await install(certManager);
        await assert.rejects(install(certManager), {
            message:
                'cannot re-use a name that is still in use: "cert-manager/cert-manager"; ' +
                "give the release another name",
        });
    });

    it("brings definitions, and takes them and their objects away again", async () => {
        const release = await install(certManager);
        const made = await apply(issuer);
        await kubernetes.delete(release);
        assert.equal(await kubernetes.read(made.type, made.id, made), undefined);
        await assert.rejects(apply(issuer), /no matches for kind "ClusterIssuer"/);
    });

    it("leaves definitions behind where the chart keeps them, and takes them over again", async () => {
        const keeping = { ...certManager, values: { crds: { enabled: true } } };
        await kubernetes.delete(await install(keeping));
        await assert.rejects(
            apply(issuer),
            /^Error: failed calling webhook "webhook\.cert-manager\.io"/,
        );
        await install(keeping);
        await apply(issuer);
    });

    it("does not install definitions that something else made", async () => {
        await install(linkerdCrds);
        await assert.rejects(
            install({ ...linkerdCrds, name: "again", namespace: "emissary" }),
            /CustomResourceDefinition "[a-z.]+" exists and cannot be imported into the current release/,
        );
    });

    it("does not install trust-manager before cert-manager's definitions exist", async () => {
        await assert.rejects(install(trustManager), {
            message:
                'release "cert-manager/trust-manager": unable to build kubernetes objects from ' +
                "release manifest: resource mapping not found: " +
                'no matches for kind "Certificate" in version "cert-manager.io/v1"; ' +
                "ensure CRDs are installed first",
        });
    });

    it("gives Emissary's Service an address and the name of the release", async () => {
        await install({
            chart: "oci://ghcr.io/emissary-ingress/emissary-crds-chart",
            version: "4.1.0",
            name: "emissary-crds",
            namespace: "emissary",
        });
        await install({
            chart: "oci://ghcr.io/emissary-ingress/emissary-ingress",
            version: "4.1.0",
            name: "emissary-ingress",
            namespace: "emissary",
        });
        const service = await kubernetes.read(
            "kubernetes:core/v1:Service",
            "emissary/emissary-ingress",
        );
        assert.match(JSON.stringify(service?.status), /"ip":"203\.0\.113\.\d+"/);
    });

    describe("of linkerd-control-plane with an external CA", () => {
        beforeEach(async () => {
            await install(certManager);
            await install(trustManager);
            await install(linkerdCrds);
        });

        it("comes up with the identity issuer's Secret and the trust roots' ConfigMap", async () => {
            await apply(issuer);
            await apply(certificate);
            await apply(bundle({ role: "linkerd" }));
            const { state } = await install(linkerd(externalIdentity));
            assert.match(JSON.stringify(state.status), /"status":"deployed"/);
        });

        it("never gets ready where the Bundle does not select its namespace", async () => {
            await apply(issuer);
            await apply(certificate);
            await apply(bundle({ role: "mesh" }));
            await assert.rejects(
                install(linkerd(externalIdentity)),
                /timed out waiting for the condition: configmap "linkerd-identity-trust-roots" not found/,
            );
        });

        it("never gets ready where the issuer's Certificate was not issued", async () => {
            await apply(certificate);
            await apply(bundle({ role: "linkerd" }));
            await assert.rejects(
                install(linkerd(externalIdentity)),
                /timed out waiting for the condition: secret "linkerd-identity-issuer" not found/,
            );
        });

        it("does not render with the issuer scheme left at linkerd.io/tls", async () => {
            await assert.rejects(
                install(linkerd({ externalCA: true })),
                /Please provide the identity issuer certificate$/,
            );
        });

        it("exists after it failed, so that an update can put it right", async () => {
            await apply(issuer);
            await apply(bundle({ role: "linkerd" }));
            await assert.rejects(install(linkerd(externalIdentity)));
            const inputs = linkerd(externalIdentity);
            const failed = await kubernetes.read(releaseType, "linkerd/linkerd-control-plane");
            assert.match(JSON.stringify(failed?.status), /"status":"failed"/);
            await apply(certificate);
            const { state } = await kubernetes.update(
                {
                    type: releaseType,
                    name: "linkerd-control-plane",
                    id: "linkerd/linkerd-control-plane",
                    inputs,
                    state: failed ?? {},
                },
                inputs,
            );
            assert.match(JSON.stringify(state.status), /"revision":2,"status":"deployed"/);
        });
    });
});

describe("the stand-in's charts", () => {
    for (const [name, pinned] of Object.entries<PinnedChart>(charts)) {
        it(`have ${name} from where the platform takes it, in its version`, () => {
            const { chart, version, repositoryOpts } = chartSource(pinned);
            const found = locateChart({
                chart,
                version,
                ...(repositoryOpts && { repositoryOpts }),
            });
            assert.equal(typeof found === "string" ? found : found.version, version);
        });
    }
});
