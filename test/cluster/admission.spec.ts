import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import {
    type AdmissionExemption,
    defaultAdmissionSettings,
} from "../../rules/admission/admissionSettings";
import { at, type PlainObject } from "../../sandbox/standins/properties";
import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { fixtures } from "../unit/admission/fixtures";
import { type Fixture, refusedBy } from "../unit/admission/fixtures/fixture";
import {
    namespaceObject,
    object,
    workload,
    workloadKinds,
} from "../unit/admission/fixtures/objects";
import { denied, everyRule, PoliciesInForce, rulesInCel } from "./policiesInForce";
import { repository, sources } from "./sources";
import { TestCluster } from "./testCluster";

describe("ValidatingAdmissionPolicies, on a real API server", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let policies: PoliciesInForce;

    before(async () => {
        await ensureDemonstrationCa(join(repository, ".demonstration-ca"));
        cluster = await TestCluster.start();
        policies = new PoliciesInForce(cluster);
        await cluster.define();
        await cluster.apply(namespaceObject("shop"));
        await cluster.apply(object("v1", "ServiceAccount", "cart"));
        const beside = fixtures.flatMap((fixture) => fixture.beside ?? []);
        for (const each of [...beside].sort((a, b) => rank(a) - rank(b))) {
            await cluster.apply(each);
        }
        await cluster.apply(workload({ name: "old", spec: { hostPID: true } }));
    });

    after(() => cluster.stop());

    describe("that warn of everything", () => {
        for (const fixture of fixtures) {
            it(`${fixture.rule}: ${refusal(fixture)} ${fixture.title}`, async () => {
                await policies.enforce(everyRule("Warn"), fixture.settings);
                const warnings = await policies.warnings(fixture.object);
                assert.deepEqual(rulesIn(warnings), expected(fixture), warnings.join("\n"));
            });
        }
    });

    describe("that deny everything", () => {
        for (const fixture of fixtures) {
            const isRefused = expected(fixture).length > 0;
            it(`${isRefused ? "refuse" : "accept"} ${fixture.title} (${fixture.rule})`, async () => {
                await policies.enforce(everyRule("Deny"), fixture.settings);
                const answer = cluster.apply(fixture.object, { dryRun: true, force: true });
                if (isRefused) {
                    await assert.rejects(answer, denied(`(${expected(fixture).join("|")})`));
                } else {
                    await answer;
                }
            });
        }

        for (const kind of workloadKinds) {
            it(`judge the pod of a ${kind}`, async () => {
                await policies.enforce(everyRule("Deny"));
                await cluster.apply(workload({ kind }), { dryRun: true });
                const change = { kind, spec: { hostIPC: true } };
                await assert.rejects(
                    cluster.apply(workload(change), { dryRun: true }),
                    denied("POD-01"),
                );
            });
        }

        it("refuse an update that breaks a rule", async () => {
            await policies.enforce(everyRule("Deny"));
            const name = "updated";
            await cluster.apply(workload({ name }));
            const annotations = { "linkerd.io/inject": "disabled" };
            await assert.rejects(
                cluster.apply(workload({ name, annotations })),
                denied("MESH-0[12]"),
            );
        });

        it("let what broke a rule before be scaled, but not changed", async () => {
            await policies.enforce(everyRule("Deny"));
            const old = workload({ name: "old", spec: { hostPID: true } });
            const scaled = { ...old, spec: { ...(old.spec as PlainObject), replicas: 3 } };
            assert.equal(at(await cluster.apply(scaled), "spec", "replicas"), 3);
            await assert.rejects(
                cluster.apply(workload({ name: "old", spec: { hostPID: true, hostIPC: true } })),
                denied("POD-01"),
            );
        });

        it("judge nothing in an exempt Namespace", async () => {
            await policies.enforce(everyRule("Deny"));
            const annotations = { "linkerd.io/inject": "disabled" };
            const namespace = "kube-system";
            await cluster.apply(workload({ namespace, annotations }), { dryRun: true });
        });

        it("let an exempt workload break its rule, and no other", async () => {
            const exemption: AdmissionExemption = {
                rule: "POD-01",
                namespace: "shop",
                name: "probe",
                owner: "platform@example.com",
                reason: "watches the node",
                expiry: "2999-12-31",
            };
            await policies.enforce(everyRule("Deny"), { exemptions: [exemption] });
            const spec = { hostPID: true };
            await cluster.apply(workload({ name: "probe", spec }), { dryRun: true });
            for (const name of ["cart", "probes", "probe-2"]) {
                await assert.rejects(
                    cluster.apply(workload({ name, spec }), { dryRun: true }),
                    denied("POD-01"),
                );
            }
            const container = { securityContext: { readOnlyRootFilesystem: false } };
            await assert.rejects(
                cluster.apply(workload({ name: "probe", container }), { dryRun: true }),
                denied("POD-02"),
            );
        });
    });

    describe("as the rules' levels say", () => {
        // Those manifests are written by hand, for the evaluator of access, and are not hardened.
        const made = Object.entries(sources).filter(([name]) => name !== "examples/manifests");
        for (const [name, read] of made) {
            it(`accept every object of ${name}`, async () => {
                const { allowedRegistries } = defaultAdmissionSettings;
                await policies.enforce(
                    {},
                    { allowedRegistries: [...allowedRegistries, "ghcr.io/example"] },
                );
                const objects = await read();
                assert.ok(objects.length > 0);
                assert.deepEqual(await cluster.refusals(objects), []);
            });
        }
    });

    it("have no expression that the API server warns of", async () => {
        await policies.enforce(everyRule("Deny"));
        const kind = await cluster.objects.kind(
            "admissionregistration.k8s.io/v1",
            "ValidatingAdmissionPolicy",
        );
        assert.ok(kind);
        let made = await cluster.objects.list(kind);
        // A controller checks their types, and says of which generation.
        for (let waited = 0; waited < 60_000 && !made.every(isChecked); waited += 500) {
            await delay(500);
            made = await cluster.objects.list(kind);
        }
        assert.ok(made.every(isChecked));
        assert.equal(made.length, rulesInCel.length + policies.changes);
        assert.deepEqual(
            made.flatMap(
                (policy) => at(policy, "status", "typeChecking", "expressionWarnings") ?? [],
            ),
            [],
        );
    });
});

function isChecked(policy: PlainObject): boolean {
    return at(policy, "status", "observedGeneration") === at(policy, "metadata", "generation");
}

/** Namespaces come first. */
function rank({ kind }: PlainObject): number {
    return kind === "Namespace" ? 0 : 1;
}

function refusal(fixture: Fixture): string {
    return refusedBy(fixture, "validatingAdmissionPolicy") ? "refuses" : "allows";
}

/** The rules in CEL that refuse a fixture. */
function expected(fixture: Fixture): string[] {
    const { rule, also = [] } = fixture;
    const own =
        rulesInCel.some(({ id }) => id === rule) && refusedBy(fixture, "validatingAdmissionPolicy");
    return [...(own ? [rule] : []), ...also].sort();
}

function rulesIn(texts: string[]): string[] {
    const rules = texts.flatMap((text) => /: ([A-Z]+-\d+): /.exec(text)?.[1] ?? []);
    return [...new Set(rules)].sort();
}
