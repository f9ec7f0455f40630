import assert from "node:assert/strict";

import { isWorkload, templatePath } from "../../rules/kubernetes/workload";
import { type JsonObject, UNKNOWN, isObject, peek } from "../../rules/reading/read";
import { type Resource, isChart } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Finding, type Rule, judge } from "../../rules/rule";
import { rules } from "../../rules/rules";
import { type Settings, defaultSettings } from "../../rules/settings";
import { type Outcome, exampleSettings, outcomes } from "../../scripts/exampleFiles";
import { referenceArchitecture } from "../support/referenceArchitecture";
import { exampleOf, exampleResources } from "../support/ruleExamples";
import { replaced } from "./mutations";
import { inEveryKind, kubernetes } from "./support";
import { pathsIn, textsIn } from "./valueParts";

/** Rules to which nothing can be unknown. */
const ALWAYS_DECIDED: Readonly<Record<string, string>> = {
    "AUTHZ-13": "the version is in the type, which is always known",
    "GOV-03": "the options of a resource are always known",
};
/** Rules to which the exempt namespaces are something else than what they leave alone. */
const NOT_EXEMPTING: Readonly<Record<string, string>> = {
    "AUTHZ-18": "an EgressNetwork lets everything out wherever it is; Namespaces can be exempt",
    "GOV-04": "they are those that Polaris may leave alone",
    "PKI-16": "they are those whose accounts may make tokens of the signer's",
};
/** Kinds as which an example shows something else. */
const SHOWN_OTHERWISE: Readonly<Record<string, string>> = {
    "MESH-04 Pod": "it shows the annotation beside the template, which a Pod has not",
    "GOV-03 Pod": "the path in its options leads into a template, which a Pod has not",
    "GOV-03 CronJob": "the path in its options leads to the template of other kinds",
};

/** In which more is asked for. */
const PRODUCTION = { environment: "production" } as const;

const judging = rules.filter(({ resource, stack }) => resource ?? stack);

function example(rule: Rule, outcome: Outcome): Resource[] {
    return exampleResources(exampleOf(rule.id, outcome));
}

function judged(rule: Rule, resources: readonly Resource[], settings: Partial<Settings> = {}) {
    return judge(rule, new ResourceIndex(resources), {
        ...defaultSettings,
        ...exampleSettings[rule.id],
        ...settings,
    });
}

describe("Every rule", () => {
    let architecture: readonly Resource[];
    /** Where every setting is read: every example, the architecture, and what neither of them has. */
    let material: readonly (readonly Resource[])[];

    before(async () => {
        architecture = await referenceArchitecture();
        material = [
            ...judging.flatMap((rule) => outcomes.map((outcome) => example(rule, outcome))),
            architecture,
            ...further(),
        ];
    });

    for (const rule of judging) {
        it(`${rule.id}: reads the settings that it names, and no others`, () => {
            const read = new Set<string>();
            for (const resources of material) {
                const settings = noting({ ...defaultSettings, ...exampleSettings[rule.id] }, read);
                Array.from(verdictsOf(rule, resources, settings));
            }
            const decidesLevel = rule.level === "mandatory in production";
            assert.deepEqual(
                [...rule.settings].sort(),
                [...new Set([...read, ...(decidesLevel ? ["environment"] : [])])].sort(),
            );
        });

        if (ALWAYS_DECIDED[rule.id] === undefined) {
            it(`${rule.id}: leaves undecided what hangs on a value that is not known`, () => {
                const releases = architecture.filter(({ type }) => isChart(type));
                const shown = [example(rule, "refused"), example(rule, "allowed"), releases];
                assert.ok(shown.some((resources) => dependsOnAValue(rule, resources)));
            });
        }

        if (rule.settings.includes("exemptNamespaces") && NOT_EXEMPTING[rule.id] === undefined) {
            it(`${rule.id}: refuses nothing in an exempt namespace`, () => {
                const resources = example(rule, "refused");
                const exemptNamespaces = textsIn(resources.map(({ object }) => object));
                assert.deepEqual(judged(rule, resources, { exemptNamespaces }), []);
            });
        }

        for (const outcome of outcomes) {
            const resources = example(rule, outcome);
            const last = resources.at(-1);
            for (const made of last && isWorkload(last.type) ? madeByEveryKind(last) : []) {
                const kind = made.type.replace(/^.*:/, "");
                if (SHOWN_OTHERWISE[`${rule.id} ${kind}`] === undefined) {
                    it(`${rule.id}: shows what is ${outcome} of a ${kind} too`, () => {
                        const found = judged(rule, [...resources.slice(0, -1), made]);
                        assert.equal(refuses(found, made), outcome === "refused");
                    });
                }
            }
        }
    }
});

function further(): Resource[][] {
    const metadata = { name: "tokens", namespace: "linkerd" };
    const rbac = "rbac.authorization.k8s.io/v1";
    const signer = rules.filter(({ id }) => id === "PKI-16");
    return [
        [kubernetes("core/v1:Service", { spec: { type: "LoadBalancer" } })],
        [
            ...signer.flatMap((rule) => example(rule, "refused")),
            kubernetes(`${rbac}:Role`, {
                metadata,
                rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
            }),
            kubernetes(`${rbac}:RoleBinding`, {
                metadata,
                roleRef: { kind: "Role", name: "tokens" },
                subjects: [{ kind: "ServiceAccount", name: "jobs", namespace: "shop" }],
            }),
        ],
    ];
}

function* verdictsOf(rule: Rule, resources: readonly Resource[], settings: Settings) {
    for (const each of resources) {
        if (rule.resource?.appliesTo(each.type)) {
            yield* rule.resource.check(each, settings);
        }
    }
    yield* rule.stack?.check(new ResourceIndex(resources), settings) ?? [];
}

function refuses(findings: readonly Finding[], resource: Resource): boolean {
    return findings.some((each) => each.status === "violation" && each.resource === resource);
}

/** Settings that take note of which of them are read. */
function noting(settings: Settings, read: Set<string>): Settings {
    return new Proxy(settings, {
        get(target, key) {
            read.add(String(key));
            return Reflect.get(target, key) as unknown;
        },
    });
}

/** Whether there is a value without which the rule cannot judge. */
function dependsOnAValue(rule: Rule, resources: readonly Resource[]): boolean {
    for (const changed of withUnknowns(resources)) {
        if (judged(rule, changed, PRODUCTION).some(({ status }) => status === "undecided")) {
            return true;
        }
    }
    return false;
}

/** The same resources, each time with one value that is not known. */
function* withUnknowns(resources: readonly Resource[]): Generator<Resource[]> {
    for (const of of resources) {
        for (const path of pathsIn(of.object)) {
            const unknown = { ...of, object: replaced(of.object, path, UNKNOWN) as JsonObject };
            yield resources.map((each) => (each === of ? unknown : each));
        }
    }
}

/** The pod of a workload, as every kind makes it. */
function madeByEveryKind(workload: Resource): Resource[] {
    const { metadata: ownMetadata } = workload.object;
    const template = peek(workload.object, templatePath(workload.type));
    assert.ok(isObject(template) && isObject(ownMetadata));
    const { metadata: podMetadata = {}, spec } = template;
    assert.ok(isObject(podMetadata));
    return inEveryKind({ metadata: podMetadata, spec }).map(({ workload: made }) => ({
        ...workload,
        type: made.type,
        object: {
            ...made.object,
            metadata: made.type.endsWith(":Pod") ? { ...ownMetadata, ...podMetadata } : ownMetadata,
        },
    }));
}
