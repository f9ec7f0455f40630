import assert from "node:assert/strict";

import { Gatekeeper, type GatekeeperArgs } from "../../../components/admission/gatekeeper";
import { Polaris } from "../../../components/admission/polaris";
import { admissionRules } from "../../../rules/rules";
import { defaultAdmissionSettings } from "../../../rules/admission/admissionSettings";
import { CertManager } from "../../../components/certificates/certManager";
import { TrustManager } from "../../../components/certificates/trustManager";
import { Linkerd, type LinkerdArgs, linkerdProblems } from "../../../components/mesh/linkerd";
import { LinkerdViz } from "../../../components/mesh/linkerdViz";
import { only, recordResources } from "../../support/recordResources";

const release = "kubernetes:helm.sh/v3:Release";
const namespace = "kubernetes:core/v1:Namespace";

const valuesOf = async (program: () => void, name: string) =>
    only(await recordResources(program), release, name).values as Record<string, unknown>;

describe("CertManager", () => {
    it("brings its CRDs into a namespace that Linkerd leaves alone", async () => {
        const resources = await recordResources(() => {
            new CertManager("cert-manager", {});
        });
        const { values, createNamespace } = only(resources, release);
        assert.deepEqual((values as { crds: unknown }).crds, { enabled: true, keep: true });
        assert.equal(createNamespace, false);
        assert.deepEqual(
            (only(resources, namespace).metadata as { annotations: unknown }).annotations,
            { "linkerd.io/inject": "disabled" },
        );
    });

    it("lets the stack's values have the last word", async () => {
        const values = await valuesOf(() => {
            new CertManager("cert-manager", {
                highAvailability: true,
                chart: { values: { replicaCount: 5, webhook: { timeoutSeconds: 10 } } },
            });
        }, "cert-manager-release");
        assert.equal(values.replicaCount, 5);
        assert.deepEqual(values.webhook, { replicaCount: 3, timeoutSeconds: 10 });
    });
});

describe("TrustManager", () => {
    it("reads its sources from cert-manager's namespace and drops expired anchors", async () => {
        const values = await valuesOf(() => {
            new TrustManager("trust-manager", {});
        }, "trust-manager-release");
        assert.deepEqual(values.app, { trust: { namespace: "cert-manager" } });
        assert.deepEqual(values.filterExpiredCertificates, { enabled: true });
    });
});

describe("Linkerd", () => {
    const controlPlane = (args: LinkerdArgs) =>
        valuesOf(() => {
            new Linkerd("linkerd", args);
        }, "linkerd-control-plane");

    it("takes its identity from an external CA", async () => {
        assert.deepEqual((await controlPlane({})).identity, {
            externalCA: true,
            issuer: { scheme: "kubernetes.io/tls" },
        });
    });

    it("lets no pod start unmeshed while its injector is down", async () => {
        assert.equal((await controlPlane({})).webhookFailurePolicy, "Fail");
    });

    it("lets probes in from the networks of the nodes alone, once it knows them", async () => {
        const { policyController } = await controlPlane({ probeNetworks: ["10.42.0.0/16"] });
        assert.deepEqual(policyController, { probeNetworks: ["10.42.0.0/16"] });
        assert.equal((await controlPlane({})).policyController, undefined);
        assert.deepEqual(
            linkerdProblems({ probeNetworks: ["0.0.0.0/0"] }).map(({ path }) => path),
            ["probeNetworks[0]"],
        );
    });

    it("has three replicas when it is highly available", async () => {
        assert.equal((await controlPlane({ highAvailability: true })).controllerReplicas, 3);
    });

    it("installs the Gateway API unless the cluster has it", async () => {
        const crds = (args: LinkerdArgs) =>
            valuesOf(() => {
                new Linkerd("linkerd", args);
            }, "linkerd-crds");
        assert.equal((await crds({})).enableHttpRoutes, true);
        assert.equal((await crds({ gatewayApi: "existing" })).enableHttpRoutes, false);
        assert.equal(linkerdProblems({ gatewayApi: "none" })[0]?.path, "gatewayApi");
    });
});

describe("LinkerdViz", () => {
    it("brings no job that labels a namespace which is labelled already", async () => {
        const resources = await recordResources(() => {
            new LinkerdViz("linkerd-viz", {});
        });
        const { values } = only(resources, release);
        assert.equal(
            (values as { createNamespaceMetadataJob: unknown }).createNamespaceMetadataJob,
            false,
        );
        const { labels } = only(resources, namespace).metadata as {
            labels: Record<string, string>;
        };
        assert.equal(labels["linkerd.io/extension"], "viz");
    });
});

describe("Polaris", () => {
    const values = (failClosed: boolean) =>
        valuesOf(() => {
            new Polaris("polaris", { failClosed });
        }, "polaris-release");

    it("refuses, rather than warns of, what breaks a mandatory rule", async () => {
        const { config } = (await values(false)) as {
            config: { checks: Record<string, string>; customChecks: Record<string, unknown> };
        };
        assert.equal(config.checks["MESH-01"], "danger");
        // Mandatory in production alone.
        assert.equal(config.checks["SC-02"], undefined);
        assert.deepEqual(Object.keys(config.checks), Object.keys(config.customChecks));
    });

    it("exempts exactly the platform's machinery, and the ingress from what it cannot keep", async () => {
        const { config } = (await values(false)) as {
            config: { exemptions: unknown };
        };
        const rules = admissionRules
            .filter(({ polaris, level }) => polaris && level === "mandatory")
            .map(({ id }) => id);
        assert.deepEqual(config.exemptions, [
            ...defaultAdmissionSettings.exemptNamespaces.map((namespace) => ({
                namespace,
                rules,
            })),
            ...["MESH-03", "POD-02"].map((rule) => ({
                namespace: "emissary",
                controllerNames: ["emissary-ingress"],
                rules: [rule],
            })),
        ]);
    });

    it("keeps a rule off one workload, by owner, reason and day", async () => {
        const expiry = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
        const exemption = { namespace: "shop", owner: "shop@example.com", reason: "old", expiry };
        const { config } = (await valuesOf(() => {
            const exemptions = [{ ...exemption, rule: "SC-01", name: "cart" }];
            new Polaris("polaris", { settings: { exemptions } });
        }, "polaris-release")) as { config: { exemptions: unknown[] } };
        const said = { ...exemption, controllerNames: ["cart"], rules: ["SC-01"] };
        assert.deepEqual(config.exemptions.at(-1), said);
    });

    it("refuses an exemption that has expired, before anything is made", async () => {
        const made = recordResources(() => {
            const exemption = {
                rule: "SC-01",
                namespace: "shop",
                name: "cart",
                owner: "shop@example.com",
                reason: "old",
                expiry: "2020-01-31",
            };
            new Polaris("polaris", { settings: { exemptions: [exemption] } });
        });
        await assert.rejects(
            made,
            /settings\.exemptions\[0\]\.expiry: "2020-01-31" has passed, so the exemption holds no more; mend what it is about/,
        );
    });

    it("closes the annotation that would switch the check off", async () => {
        const { webhook } = (await values(false)) as { webhook: Record<string, unknown> };
        assert.equal(webhook.disallowAnnotationExemptions, true);
    });

    for (const [failClosed, policy] of [
        [true, "Fail"],
        [false, "Ignore"],
    ] as const) {
        it(`uses failure policy ${policy} when failClosed is ${String(failClosed)}`, async () => {
            const { webhook } = (await values(failClosed)) as { webhook: Record<string, unknown> };
            assert.equal(webhook.failurePolicy, policy);
        });
    }
});

describe("Gatekeeper", () => {
    const make = (args: GatekeeperArgs = {}) =>
        recordResources(() => {
            new Gatekeeper("gatekeeper", args);
        });

    it("makes each template wait until its constraints can be made", async () => {
        const resources = await make();
        const kinds = (kind: string) =>
            resources.filter(({ inputs }) => inputs.kind === kind).map(({ inputs }) => inputs);
        const templates = kinds("ConstraintTemplate");
        assert.ok(templates.length > 25);
        for (const { metadata, spec } of templates as {
            metadata: { name: string; annotations: Record<string, string> };
            spec: { crd: { spec: { names: { kind: string } } } };
        }[]) {
            assert.equal(
                metadata.annotations["pulumi.com/waitFor"],
                "jsonpath={.status.created}=true",
            );
            assert.equal(kinds(spec.crd.spec.names.kind).length, 1, metadata.name);
        }
    });

    it("tries rules out before it refuses, one by one", async () => {
        const resources = await make({ atMost: "Audit", rules: { "MESH-02": "Deny" } });
        const actions = resources.flatMap(({ inputs }) =>
            inputs.apiVersion === "constraints.gatekeeper.sh/v1beta1"
                ? [(inputs as { spec: { enforcementAction: string } }).spec.enforcementAction]
                : [],
        );
        assert.deepEqual([...new Set(actions)].sort(), ["deny", "dryrun"]);
        assert.equal(actions.filter((action) => action === "deny").length, 1);
    });

    it("keeps at hand what its rules look up", async () => {
        const sync = only(
            await make(),
            "kubernetes:syncset.gatekeeper.sh/v1alpha1:SyncSet",
        ) as unknown as { spec: { gvks: { kind: string }[] } };
        assert.deepEqual(sync.spec.gvks.map(({ kind }) => kind).sort(), [
            "DaemonSet",
            "Deployment",
            "Host",
            "Ingress",
            "Mapping",
            "Namespace",
            "Service",
            "ServiceAccount",
            "StatefulSet",
        ]);
    });

    it("refuses rules and enforcements that there are not", async () => {
        await assert.rejects(
            make({ rules: { "MESH-99": "Deny" } }),
            /rules\.MESH-99: is no rule that is decided at admission; give one of MESH-01/,
        );
    });
});
