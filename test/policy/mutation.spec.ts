import assert from "node:assert/strict";

import { formatPath } from "../../manifests/path";
import { formatFinding } from "../../rules/rule";
import { rules } from "../../rules/rules";
import { lacking } from "./brokenArchitectures";
import { AS_COMPILED, isAsCompiled } from "./compiledFromRules";
import { type MutatedStack, mutatedStacks } from "./mutatedStacks";
import { MutationJudge } from "./mutationJudge";
import { type Outcome, expectedRows, mutationOutcomes } from "./mutationOutcomes";
import { describeMutation, unknownAt } from "./mutations";
import { NONE, differences, readReasons, survivorsOf } from "./survivors";

const HELD = "what a Secret holds is often not known; an issuer without its token issues nothing";
/** Fields that may be unknown without any rule's saying so, each with the reason. */
const SILENT_WHILE_UNKNOWN: Readonly<Record<string, string>> = {
    "Secret stringData": HELD,
    "Secret stringData.api-token": HELD,
};

describe("Mutations of the reference architecture", () => {
    let stacks: readonly MutatedStack[];
    let outcomes: readonly Outcome[];

    before(async () => {
        stacks = await mutatedStacks();
        outcomes = mutationOutcomes(stacks);
    });

    after(() => {
        const refused = outcomes.filter(({ refusedBy }) => refusedBy.length > 0);
        const survivors = outcomes.length - refused.length;
        console.log(
            `      of ${outcomes.length} mutations ${refused.length} are refused, and ${survivors} are harmless for a stated reason; by what refused them first:`,
        );
        const counts = new Map<string, number>();
        for (const { right } of refused) {
            counts.set(right ?? "none", (counts.get(right ?? "none") ?? 0) + 1);
        }
        for (const [rule, count] of [...counts].sort(([one], [other]) => (one < other ? -1 : 1))) {
            console.log(`      ${rule} ${count}`);
        }
    });

    it("begin with stacks of which nothing mandatory and nothing undecided is found", () => {
        for (const { resources, settings } of stacks) {
            const findings = new MutationJudge(resources, settings)
                .findings()
                .filter(({ level, status }) => level === "mandatory" || status === "undecided");
            assert.deepEqual(findings.map(formatFinding), []);
        }
    });

    it("begin with stacks whose admission is exactly what the rules compile to", () => {
        assert.deepEqual(
            stacks.filter(({ resources }) => !isAsCompiled(resources)).map(({ name }) => name),
            [],
        );
    });

    it("are refused by a rule that is there for it, if by any", () => {
        assert.deepEqual(
            outcomes
                .filter(({ refusedBy, right }) => refusedBy.length > 0 && right === undefined)
                .map(
                    ({ mutation, refusedBy }) =>
                        `${describeMutation(mutation)}: ${refusedBy.join(" ")}`,
                ),
            [],
        );
    });

    it("survive exactly as it is written, field by field; `npm run survivors` writes what is new", () => {
        assert.deepEqual(differences(readReasons(), survivorsOf(outcomes)), []);
    });

    it("survive for a reason", () => {
        const reasons = readReasons().map(({ because }) => because);
        assert.deepEqual(
            reasons.filter((because) => because === NONE),
            [],
        );
        assert.deepEqual([...new Set(reasons)], reasons);
    });

    it("are noticed where the field is not known yet", () => {
        const silent = stacks.flatMap((stack) => {
            const judge = new MutationJudge(stack.resources, stack.settings);
            return decisiveFields(outcomes.filter((outcome) => outcome.stack === stack)).flatMap(
                ({ mutation: { of, path }, rules: by }) => {
                    const mutation = unknownAt(of, path);
                    return judge.isNoticed(mutation, by) || judge.isNoticed(mutation, everyId)
                        ? []
                        : [mutation.field];
                },
            );
        });
        assert.deepEqual([...new Set(silent)].sort(), Object.keys(SILENT_WHILE_UNKNOWN).sort());
    });

    it("are refused by every rule that is not broken by what is added to the architecture", () => {
        const refusing = new Set(outcomes.map(({ right }) => right));
        assert.deepEqual(
            Object.keys(lacking).filter((id) => !refusing.has(id)),
            [],
        );
    });

    it("need every row of the expected rules", () => {
        const needed = new Set(outcomes.flatMap(({ row, right }) => (row && right ? [row] : [])));
        assert.deepEqual(
            expectedRows.filter((row) => !needed.has(row)).map(({ fields }) => fields),
            [],
        );
    });
});

const everyId = rules.map(({ id }) => id);

/** The fields by which rules decide, each with the rules that do. */
function decisiveFields(outcomes: readonly Outcome[]) {
    const fields = new Map<string, { mutation: Outcome["mutation"]; rules: string[] }>();
    for (const { mutation, right } of outcomes) {
        const { of, path } = mutation;
        if (right !== undefined && right !== AS_COMPILED && path.length > 0) {
            const key = `${of.urn} ${formatPath(path)}`;
            const before = fields.get(key)?.rules ?? [];
            fields.set(key, { mutation, rules: [...before, right] });
        }
    }
    return [...fields.values()];
}
