import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { rules } from "../../rules/rules";
import { type JsonObject, read } from "../../rules/reading/read";
import { type Resource, describe as describeResource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { formatFinding, judge } from "../../rules/rule";
import { type Settings, defaultSettings } from "../../rules/settings";
import { imageDigests } from "../support/imageDigests";
import { referenceArchitecture } from "../support/referenceArchitecture";
import { brokenArchitectures, unbreakable } from "./brokenArchitectures";
import { expectedRules } from "./expectedRules";
import { harmlessFields, harmlessWhileUnknown } from "./harmlessFields";
import { MutationJudge } from "./mutationJudge";
import {
    type Mutation,
    describeMutation,
    mutationsOf,
    surroundingsOf,
    unknownAt,
} from "./mutations";
import { type Path, formatPath } from "../../manifests/path";

const PRODUCTION = {
    acmeEnvironment: "production",
    dnsManageZone: true,
    dnsProxied: true,
    alerts: true,
    highAvailability: true,
    imageDigests,
    protect: true,
};

interface Tally {
    killed: number;
    readonly byRule: Map<string, number>;
    /** By object and path, the fields by which rules decide. */
    readonly decisive: Map<string, { of: Resource; path: Path; rules: Set<string> }>;
    readonly unexpected: string[];
    readonly unexplained: string[];
}

describe("Mutations of the reference architecture", function () {
    const tally: Tally = {
        killed: 0,
        byRule: new Map(),
        decisive: new Map(),
        unexpected: [],
        unexplained: [],
    };
    const harmless = harmlessFields.map(({ fields, operators, only }) => ({
        fields: fields.map(patternOf),
        operators,
        only,
        survivors: 0,
    }));
    const expected = expectedRules.map(([fields, ...ids]) => ({
        fields: patternOf(fields),
        ids,
        killed: 0,
    }));
    let development: readonly Resource[];
    let production: readonly Resource[];

    before(async () => {
        development = asInTheEngine(await referenceArchitecture());
        production = asInTheEngine(await referenceArchitecture(PRODUCTION));
    });

    after(() => {
        const survivors = harmless.reduce((sum, each) => sum + each.survivors, 0);
        const unexplained = tally.unexplained.length + tally.unexpected.length;
        const total = tally.killed + survivors + unexplained;
        console.log(
            `      of ${total} mutations ${tally.killed} are refused by the right rule, ${survivors} are harmless for a stated reason, ${unexplained} are neither; by the rule that refused first:`,
        );
        console.log(
            [...tally.byRule]
                .sort(([one], [other]) => one.localeCompare(other))
                .map(([rule, killed]) => `      ${rule} ${killed}`)
                .join("\n"),
        );
    });

    function judgeMutation(judge: MutationJudge, mutation: Mutation): void {
        const row = expected.find(({ fields }) => fields.test(mutation.field));
        const killers = judge.killers(mutation, row?.ids ?? []);
        const right = killers.find((id) => row?.ids.includes(id));
        if (right !== undefined && row) {
            tally.killed += 1;
            row.killed += 1;
            tally.byRule.set(right, (tally.byRule.get(right) ?? 0) + 1);
            const { of, path } = mutation;
            const key = `${of.urn} ${formatPath(path)}`;
            const decisive = tally.decisive.get(key) ?? { of, path, rules: new Set<string>() };
            decisive.rules.add(right);
            tally.decisive.set(key, decisive);
        } else if (killers.length > 0) {
            tally.unexpected.push(`${describeMutation(mutation)}: ${killers.join(" ")}`);
        } else {
            const reason = harmless.find(
                ({ fields, operators, only }) =>
                    fields.some((pattern) => pattern.test(mutation.field)) &&
                    (only === undefined || only === describeResource(mutation.of)) &&
                    (operators?.includes(mutation.operator) ?? true),
            );
            if (reason) {
                reason.survivors += 1;
            } else {
                tally.unexplained.push(describeMutation(mutation));
            }
        }
    }

    it("begin with an architecture of which nothing mandatory and nothing undecided is found", () => {
        for (const [resources, settings] of [
            [development, defaultSettings],
            [production, inProduction],
        ] as const) {
            const findings = new MutationJudge(resources, settings)
                .findings()
                .filter(({ level, status }) => level === "mandatory" || status === "undecided");
            assert.deepEqual(findings.map(formatFinding), []);
        }
    });

    it("are refused by the right rule in production, or have a reason not to be", () => {
        const judge = new MutationJudge(production, inProduction);
        for (const mutation of mutationsIn(production)) {
            judgeMutation(judge, mutation);
        }
        assert.deepEqual(tally.unexplained, []);
        assert.deepEqual(tally.unexpected, []);
    });

    it("are noticed where the field is not known yet", () => {
        const judge = new MutationJudge(production, inProduction);
        const passed = [...tally.decisive.values()].flatMap(({ of, path, rules: by }) => {
            const mutation = unknownAt(of, path);
            return path.length === 0 ||
                whileUnknown.some((pattern) => pattern.test(mutation.field)) ||
                judge.isNoticed(mutation, [...by]) ||
                judge.isNoticed(mutation, everyId)
                ? []
                : [`${describeMutation(mutation)} ${[...by].join(" ")}`];
        });
        assert.deepEqual(passed, []);
    });

    it("are refused by the right rule in development where it differs, or have a reason not to be", () => {
        const judge = new MutationJudge(development, defaultSettings);
        const before = new Map(production.map((each) => [each.urn, each.object]));
        for (const mutation of mutationsIn(development)) {
            const counterpart = before.get(mutation.of.urn);
            if (
                counterpart === undefined ||
                !isDeepStrictEqual(
                    read(counterpart, mutation.path),
                    read(mutation.of.object, mutation.path),
                )
            ) {
                judgeMutation(judge, mutation);
            }
        }
        assert.deepEqual(tally.unexplained, []);
        assert.deepEqual(tally.unexpected, []);
    });

    for (const { rule, title, broken, settings } of brokenArchitectures) {
        it(`are refused by ${rule} where something is added: ${title}`, () => {
            const of = rules.filter(({ id }) => id === rule);
            const violations = (resources: readonly Resource[], more: Partial<Settings> = {}) =>
                of.flatMap((each) =>
                    judge(each, new ResourceIndex(resources), { ...inProduction, ...more })
                        .filter(({ status }) => status === "violation")
                        .map(formatFinding),
                );
            const before = new Set(violations(production));
            const after = violations(broken(production), settings);
            assert.notDeepEqual(
                after.filter((line) => !before.has(line)),
                [],
            );
            tally.killed += 1;
            tally.byRule.set(rule, (tally.byRule.get(rule) ?? 0) + 1);
        });
    }

    it("leave out no rule", () => {
        assert.deepEqual(
            rules.flatMap(({ id }) => (tally.byRule.has(id) ? [] : [id])).sort(),
            Object.keys(unbreakable),
        );
    });

    it("need every row of the two tables", () => {
        assert.deepEqual(
            harmless.flatMap(({ survivors }, row) =>
                survivors === 0 ? [harmlessFields[row]?.fields] : [],
            ),
            [],
        );
        assert.deepEqual(
            expected.flatMap(({ killed }, row) => (killed === 0 ? [expectedRules[row]?.[0]] : [])),
            [],
        );
    });
});

const whileUnknown = harmlessWhileUnknown.fields.map(patternOf);
const everyId = rules.map(({ id }) => id);
const inProduction: Settings = { ...defaultSettings, environment: "production" };

/** The engine adds to a provider the version of its SDK. */
function asInTheEngine(resources: readonly Resource[]): Resource[] {
    return resources.map((resource) =>
        resource.type === "pulumi:providers:kubernetes"
            ? { ...resource, object: { ...resource.object, version: "4.34.2" } }
            : resource,
    );
}

/**
 * Every mutation of every object. All components carry one access model, which is mutated in the
 * first that has it.
 */
function* mutationsIn(resources: readonly Resource[]): Generator<Mutation> {
    const surroundings = surroundingsOf(resources);
    const seen: JsonObject[string][] = [];
    for (const resource of resources) {
        const { access } = resource.object;
        const isCopy = access !== undefined && seen.some((each) => isDeepStrictEqual(each, access));
        seen.push(access);
        for (const mutation of mutationsOf(resource, surroundings)) {
            if (!isCopy || mutation.path[0] !== "access" || mutation.path.length === 1) {
                yield mutation;
            }
        }
    }
}

function patternOf(fields: string): RegExp {
    const literals = fields.split("*").map((text) => text.replace(/[.[\]$"\\/()+?^|{}]/g, "\\$&"));
    return new RegExp(`^${literals.join(".*")}$`);
}
