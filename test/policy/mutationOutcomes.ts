import { AS_COMPILED, leavesAsCompiled } from "./compiledFromRules";
import { expectedRules } from "./expectedRules";
import type { MutatedStack } from "./mutatedStacks";
import { MutationJudge } from "./mutationJudge";
import type { Mutation } from "./mutations";

/** What became of a mutation. */
export interface Outcome {
    readonly stack: MutatedStack;
    readonly mutation: Mutation;
    /** Rules that refuse it; once one does that is there for it, no more are asked. */
    readonly refusedBy: readonly string[];
    /** The row of the rules that are there for it, and the one of them that refuses it. */
    readonly row?: ExpectedRow;
    readonly right?: string;
}

/** A row of the expected rules, with its pattern as a regular expression. */
export interface ExpectedRow {
    readonly fields: string;
    readonly pattern: RegExp;
    readonly ids: readonly string[];
}

export const expectedRows: readonly ExpectedRow[] = expectedRules.map(([fields, ...ids]) => ({
    fields,
    pattern: patternOf(fields),
    ids,
}));

/** What becomes of every mutation of some stacks. */
export function mutationOutcomes(stacks: readonly MutatedStack[]): Outcome[] {
    return stacks.flatMap((stack) => {
        const judge = new MutationJudge(stack.resources, stack.settings);
        return stack.mutations.map((mutation) => outcomeOf(judge, stack, mutation));
    });
}

function outcomeOf(judge: MutationJudge, stack: MutatedStack, mutation: Mutation): Outcome {
    const row = expectedRows.find(({ pattern }) => pattern.test(mutation.field));
    const rulesThatRefuse = judge.killers(mutation, row?.ids ?? []);
    const refusedBy =
        rulesThatRefuse.length === 0 && !leavesAsCompiled(mutation)
            ? [AS_COMPILED]
            : rulesThatRefuse;
    const right = refusedBy.find((id) => row?.ids.includes(id));
    return {
        stack,
        mutation,
        refusedBy,
        ...(row && { row }),
        ...(right !== undefined && { right }),
    };
}

function patternOf(fields: string): RegExp {
    const literals = fields.split("*").map((text) => text.replace(/[.[\]$"\\/()+?^|{}]/g, "\\$&"));
    return new RegExp(`^${literals.join(".*")}$`);
}
