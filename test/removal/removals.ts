import { type Rule, type Verdict } from "../../rules/rule";
import { rules } from "../../rules/rules";
import { placeOf } from "./place";

/** A rule, or what it reports at one place, which nobody hears of any more. */
export interface Removal {
    readonly rule: string;
    /** Absent where nothing of the rule is heard. */
    readonly place?: string;
}

let removed: Removal | undefined;
const seen = new Map<string, Set<string>>();

/** The places at which a rule has reported something so far. */
export function placesSeen({ id }: Rule): readonly string[] {
    return [...(seen.get(id) ?? [])].sort();
}

/** Does something without what is removed. */
export async function without<T>(removal: Removal, work: () => Promise<T>): Promise<T> {
    removed = removal;
    const rule = rules.find(({ id }) => id === removal.rule);
    const { pack, remediation } = rule ?? {};
    // What the pack finds or mends itself has no check: without its policy nobody hears of it.
    Object.assign(rule ?? {}, { pack: undefined, remediation: undefined });
    try {
        return await work();
    } finally {
        removed = undefined;
        Object.assign(rule ?? {}, { pack, remediation });
    }
}

/** From here on the rules report what is not removed. */
export function listen(): void {
    for (const { id, resource, stack } of rules) {
        for (const half of [resource, stack]) {
            if (half) {
                const check = half.check as (...given: unknown[]) => Iterable<Verdict>;
                Object.assign(half, {
                    check: (...given: unknown[]) => heard(id, check(...given)),
                });
            }
        }
    }
}

function* heard(rule: string, verdicts: Iterable<Verdict>): Generator<Verdict> {
    for (const verdict of verdicts) {
        const place = placeOf(verdict);
        if (place !== undefined) {
            seen.set(rule, (seen.get(rule) ?? new Set()).add(place));
        }
        const isRemoved =
            removed?.rule === rule && (removed.place === undefined || removed.place === place);
        if (!isRemoved) {
            yield verdict;
        }
    }
}
