import { type ReferenceData, findReferenceData } from "../../sandbox/referenceData";

/** What a run of tests did not check, and why: nothing is passed over in silence. */
export class NotChecked {
    /** By reason, how many tests of each group. */
    private readonly skipped = new Map<string, Map<string, number>>();
    private readonly lessened = new Map<string, Set<string>>();

    skip(because: string, group: string, tests: number): void {
        const groups = this.skipped.get(because) ?? new Map<string, number>();
        this.skipped.set(because, groups.set(group, (groups.get(group) ?? 0) + tests));
    }

    /** For tests that run and check less than they would. */
    lessen(because: string, what: string): void {
        this.lessened.set(because, (this.lessened.get(because) ?? new Set()).add(what));
    }

    /** One line for each reason; none where all was checked. */
    get lines(): string[] {
        return [
            ...[...this.skipped].map(([because, groups]) => {
                const tests = [...groups.values()].reduce((sum, count) => sum + count, 0);
                const counted = tests === 1 ? "1 test" : `${tests} tests`;
                return `Not checked, because ${because}: ${counted} (${[...groups.keys()].join("; ")})`;
            }),
            ...[...this.lessened].map(
                ([because, things]) =>
                    `Checked in part, because ${because}: without ${[...things].join("; ")}`,
            ),
        ];
    }
}

const ofThisRun = new NotChecked();
const noReferenceData = "there is no reference data beside the checkout (../shared/data)";

/**
 * What a test cannot do without. Where it is absent, the test is skipped, or each of its group where
 * the group's hook asks for it, and the end of the run says so.
 *
 * @param because continues "Not checked, because …"
 */
export function need<T>(context: Mocha.Context, thing: T | undefined, because: string): T {
    if (thing === undefined) {
        // Within a hook, Mocha's test is the hook.
        const { test } = context;
        const group = test?.parent;
        const isTest = group?.tests.some((each) => each === test) === true;
        ofThisRun.skip(because, group?.fullTitle() ?? "", isTest ? 1 : (group?.total() ?? 0));
        return context.skip();
    }
    return thing;
}

export function needReferenceData(context: Mocha.Context): ReferenceData {
    return need(context, findReferenceData(), noReferenceData);
}

/** @param what is checked with it alone; continues "Checked in part, because …: without …" */
export function referenceDataFor(what: string): ReferenceData | undefined {
    return thingFor(findReferenceData(), what, noReferenceData);
}

/** Part of the reference data, or what was made of it. */
export function partOfReferenceDataFor<T>(thing: T | undefined, what: string): T | undefined {
    const because = findReferenceData() ? "the reference data has it not" : noReferenceData;
    return thingFor(thing, what, because);
}

/** What a test makes use of where it is at hand. */
export function thingFor<T>(thing: T | undefined, what: string, because: string): T | undefined {
    if (thing === undefined) {
        ofThisRun.lessen(because, what);
    }
    return thing;
}

/** Mocha calls it after its own summary. */
export function mochaGlobalTeardown(): void {
    for (const line of ofThisRun.lines) {
        process.stderr.write(`  ${line}\n`);
    }
}
