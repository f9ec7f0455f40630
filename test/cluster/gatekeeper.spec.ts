import assert from "node:assert/strict";
import { join } from "node:path";

import { enforcersOf } from "../../rules/admission/admissionRule";
import { defaultAdmissionSettings } from "../../rules/admission/admissionSettings";
import type { EnforcementSettings } from "../../components/admission/enforcement";
import { gatekeeperChecks, syncSet } from "../../components/admission/gatekeeperObjects";
import { gatekeeperWebhook } from "../../components/admission/gatekeeperWebhook";
import { admissionRules } from "../../rules/rules";
import type { Controller } from "../../sandbox/apiServer/controllers/controller";
import { gatekeeper } from "../../sandbox/apiServer/controllers/gatekeeper";
import { consoleProgress } from "../../sandbox/progress";
import { needReferenceData } from "../support/notChecked";
import { textAt, type PlainObject } from "../../sandbox/standins/properties";
import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { imageNames } from "../../platformImages";
import { madeOf } from "../support/controllerObjects";
import { fixtures } from "../unit/admission/fixtures";
import { type Fixture, refusedBy } from "../unit/admission/fixtures/fixture";
import {
    injectedContainers,
    namespaceObject,
    object,
    workload,
} from "../unit/admission/fixtures/objects";
import { highlyAvailable, recordPlatform } from "./platform";
import { repository, sources } from "./sources";
import { TestCluster } from "./testCluster";
import { remedyOf } from "../support/ruleTexts";

const rbac = "rbac.authorization.k8s.io";
const everyRule: EnforcementSettings = {
    rules: Object.fromEntries(admissionRules.map(({ id }) => [id, "Deny"])),
};

/** Older than the constraints, and each breaks a rule that looks up others. */
const twins = ["twin-a", "twin-b"].flatMap((name) => [
    workload({ name, spec: { serviceAccountName: "twins" } }),
    object("v1", "Service", name, {
        spec: { selector: { app: "twins" }, ports: [{ port: 80, targetPort: 8080 }] },
    }),
    object("getambassador.io/v3alpha1", "Host", name, { spec: { hostname: "twins.example.com" } }),
    object("policy.linkerd.io/v1alpha1", "MeshTLSAuthentication", name, {
        spec: { identityRefs: [{ kind: "ServiceAccount", name: "nobody" }] },
    }),
]);

describe("The real Gatekeeper, on a real API server", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster | undefined;
    let running: Controller | undefined;

    before(async function () {
        // It reads more of its own definitions than ours say.
        needReferenceData(this);
        await ensureDemonstrationCa(join(repository, ".demonstration-ca"));
        const command = await gatekeeper.obtain(consoleProgress(process.stderr));
        cluster = await TestCluster.start();
        await cluster.define();
        await cluster.apply({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name: "gatekeeper-system",
                labels: { "admission.gatekeeper.sh/ignore": "no-self-managing" },
            },
        });
        running = await gatekeeper.start(command, cluster.site, {
            ...gatekeeperWebhook(admissionRules, defaultAdmissionSettings),
            validatingWebhookFailurePolicy: "Fail",
            validatingWebhookTimeoutSeconds: 10,
        });
        const beside = fixtures.flatMap((fixture) => fixture.beside ?? []);
        for (const each of [
            namespaceObject("shop"),
            object("v1", "ServiceAccount", "cart"),
            ...[...beside].sort((a, b) => rank(a) - rank(b)),
            ...twins,
        ]) {
            await cluster.apply(each);
        }
        await enforce(everyRule);
    });

    after(async () => {
        await running?.process.stop();
        await cluster?.stop();
    });

    /** What the webhook says against an object, by rules and in its own words. */
    async function refusal(judged: PlainObject): Promise<string> {
        assert.ok(cluster);
        return cluster.apply(judged, { dryRun: true, force: true }).then(
            () => "",
            (error: unknown) => String(error),
        );
    }

    /** Makes templates, then constraints, then waits until Gatekeeper goes by all of them. */
    async function enforce(enforcement: EnforcementSettings): Promise<void> {
        assert.ok(cluster && running);
        const { objects } = cluster;
        const checks = gatekeeperChecks(admissionRules, defaultAdmissionSettings, enforcement);
        await cluster.apply(syncSet(admissionRules, enforcement));
        for (const { template } of checks) {
            await cluster.apply(template);
        }
        for (const { kind, constraint } of checks) {
            const { apiVersion } = constraint;
            await running.process.ready(
                async () => (await objects.kind(apiVersion, kind)) !== undefined,
            );
            await cluster.apply(constraint);
        }
        for (const each of running.objects) {
            await cluster.apply(each, { force: true });
        }
        const refused = fixtures.filter((each) => isRefused(each) && isUsual(each));
        for (const fixture of refused) {
            await running.process.ready(async () =>
                rulesIn(await refusal(fixture.object)).includes(fixture.rule),
            );
        }
    }

    for (const fixture of fixtures.filter(isUsual)) {
        const refused = isRefused(fixture);
        const rules = [...(refused ? [fixture.rule] : []), ...(fixture.also ?? [])].sort();
        it(`${fixture.rule}: ${refused ? "refuses" : "allows"} ${fixture.title}`, async () => {
            const said = await refusal(fixture.object);
            assert.deepEqual(rulesIn(said), rules, said);
        });
    }

    it("says which constraint refuses, what is wrong, and how to mend it", async () => {
        assert.equal(
            await refusal(workload({ spec: { serviceAccountName: "default" } })),
            `ApiError: admission webhook "validation.gatekeeper.sh" denied the request: [zero-trust-id-02] ID-02: the pod runs as the ServiceAccount default; ${remedyOf("ID-02")}`,
        );
    });

    it("lets the components' workloads in", async () => {
        assert.ok(cluster);
        const made = (await sources["examples/meshed-app"]?.()) ?? [];
        const deployments = made.filter(({ kind }) => kind === "Deployment");
        assert.equal(deployments.length, 2);
        for (const deployment of deployments) {
            const said = rulesIn(await refusal(deployment));
            // They have tags, of a registry that is not the platform's.
            assert.deepEqual(said, ["SC-02", "SC-03"]);
        }
    });

    for (const twin of twins.slice(0, 4)) {
        const { kind } = twin as { kind: string };
        it(`lets an old ${kind} be labelled, whatever others are like`, async () => {
            const metadata = { ...(twin.metadata as PlainObject), labels: { team: "shop" } };
            assert.equal(await refusal({ ...twin, metadata }), "");
        });
    }

    it("does not let an old workload take another's ServiceAccount", async () => {
        const said = await refusal(
            workload({ name: "twin-a", spec: { serviceAccountName: "shared" } }),
        );
        assert.deepEqual(rulesIn(said), ["ID-01"], said);
    });

    it("lets every workload of the platform in, down to its pods as they are injected", async () => {
        assert.ok(cluster);
        const platform = await recordPlatform({ ...highlyAvailable, gatekeeper: true });
        for (const each of platform.objects.filter(({ kind }) =>
            ["Namespace", "ServiceAccount"].some((wanted) => wanted === kind),
        )) {
            await cluster.apply(each, { force: true });
        }
        const made = platform.workloads.flatMap((each) => [each, ...madeOf(each)]);
        assert.ok(made.length >= 3 * imageNames.length);
        const said = await Promise.all(made.map(asInjected).map(refusal));
        assert.deepEqual(
            said.filter((each) => each !== ""),
            [],
        );
    });

    it("only warns, or only notes, where the settings say so", async () => {
        assert.ok(cluster && running);
        const broken = workload({ spec: { serviceAccountName: "default" } });
        for (const [rules, warned] of [
            [{ "ID-02": "Warn" }, 1],
            [{ "ID-02": "Audit" }, 0],
        ] as const) {
            for (const { constraint } of gatekeeperChecks(
                admissionRules.filter(({ id }) => id === "ID-02"),
                defaultAdmissionSettings,
                { rules },
            )) {
                await cluster.apply(constraint);
            }
            await running.process.ready(async () => {
                const warnings: string[] = [];
                const said = await cluster
                    ?.apply(broken, { dryRun: true, warned: (text) => warnings.push(text) })
                    .then(() => "", String);
                const own = warnings.filter((text) => text.includes("ID-02: "));
                return said === "" && own.length === warned;
            });
        }
    });

    describe("while it does not answer and fails closed", () => {
        before(() => running?.process.stop());

        it("has workloads refused", async () => {
            assert.match(await refusal(workload()), /failed calling webhook/);
        });

        it("has nodes live, controllers lead, and nodes come", async () => {
            for (const namespace of ["kube-node-lease", "kube-system"]) {
                const spec = { holderIdentity: "anybody" };
                const lease = object("coordination.k8s.io/v1", "Lease", "any", { spec }, namespace);
                assert.equal(await refusal(lease), "");
            }
            assert.equal(await refusal(object("v1", "Node", "fresh", {}, "")), "");
        });

        it("has the API server start, and make what it cannot be without", async () => {
            assert.ok(cluster);
            const kind = await cluster.objects.kind(`${rbac}/v1`, "ClusterRoleBinding");
            assert.ok(kind);
            const name = { namespace: undefined, name: "system:public-info-viewer" };
            await cluster.objects.delete(kind, name);
            cluster = await cluster.restart();
            assert.notEqual(await cluster.objects.get(kind, name), undefined);
        });
    });
});

/** A pod of the mesh as the injector leaves it, and everything else as it is. */
function asInjected(each: PlainObject): PlainObject {
    const namespace = textAt(each, "metadata", "namespace") ?? "";
    if (each.kind !== "Pod" || defaultAdmissionSettings.exemptNamespaces.includes(namespace)) {
        return each;
    }
    const spec = each.spec as PlainObject;
    const { initContainers } = spec;
    const account = textAt(spec, "serviceAccountName") ?? "";
    const own = Array.isArray(initContainers) ? initContainers : [];
    const names = own.map((container) => textAt(container, "name"));
    return names.includes("linkerd-init")
        ? each
        : {
              ...each,
              spec: {
                  ...spec,
                  initContainers: [...injectedContainers(account, namespace), ...own],
              },
          };
}

/** Fixtures with settings of their own are verified by gator. */
function isRefused(fixture: Fixture): boolean {
    const isItsOwn = admissionRules.some(
        (rule) => rule.id === fixture.rule && enforcersOf(rule).includes("gatekeeper"),
    );
    return isItsOwn && refusedBy(fixture, "gatekeeper");
}

function isUsual({ settings }: Fixture): boolean {
    return settings === undefined;
}

/** Namespaces come first. */
function rank({ kind }: PlainObject): number {
    return kind === "Namespace" ? 0 : 1;
}

function rulesIn(text: string): string[] {
    const rules = [...text.matchAll(/\[zero-trust-[^\]]+\] ([A-Z]+-\d+): /g)];
    const ofItsOwn = text.includes('webhook "check-ignore-label.gatekeeper.sh" denied');
    return [
        ...new Set([...rules.map(([, rule = ""]) => rule), ...(ofItsOwn ? ["GOV-02"] : [])]),
    ].sort();
}
