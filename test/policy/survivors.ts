import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { formatPath } from "../../manifests/path";
import { describe as describeResource } from "../../rules/reading/resource";
import type { Outcome } from "./mutationOutcomes";
import { describeChange, describeMutation } from "./mutations";

/** Mutations that no rule refuses, and why that is right. */
export interface Reason {
    readonly because: string;
    /** By field what is done to it, and to how many: `remove 12, empty 3`. */
    readonly survivors: Readonly<Record<string, string>>;
}

/** How often each operator survives, by the field that it is done to. */
export type Survivors = ReadonlyMap<string, ReadonlyMap<string, number>>;

export const survivorsFile = join(__dirname, "survivors.yaml");

export function readReasons(): Reason[] {
    return parse(readFileSync(survivorsFile, "utf8")) as Reason[];
}

/**
 * The survivors by field. Where the same is refused in one object and not in another the object is
 * named, or else the item, the value or the stack, so that no name covers anything that is refused.
 */
export function survivorsOf(outcomes: readonly Outcome[]): Survivors {
    const found = new Map<string, Map<string, number>>();
    for (const [name, operator] of namesOf(outcomes)) {
        const counts = found.get(name) ?? new Map<string, number>();
        counts.set(operator, (counts.get(operator) ?? 0) + 1);
        found.set(name, counts);
    }
    return found;
}

/** What a mutation can be called, from the name that covers the most to that of it alone. */
const names: readonly ((outcome: Outcome) => string)[] = [
    ({ mutation: { field } }) => field,
    ({ mutation: { of, field } }) => `${describeResource(of)} ${withoutKind(field)}`.trim(),
    ({ mutation: { of, path } }) => `${describeResource(of)} ${formatPath(path)}`.trim(),
    ({ mutation }) => describeChange(mutation),
    ({ mutation, stack }) => `${describeChange(mutation)} in ${stack.name}`,
];

export function* namesOf(
    outcomes: readonly Outcome[],
): Generator<readonly [string, string, Outcome]> {
    const refused = names.map(
        (name) =>
            new Set(
                outcomes
                    .filter(({ refusedBy }) => refusedBy.length > 0)
                    .map((outcome) => `${outcome.mutation.operator} ${name(outcome)}`),
            ),
    );
    for (const outcome of outcomes.filter(({ refusedBy }) => refusedBy.length === 0)) {
        const { operator } = outcome.mutation;
        const name = names.find(
            (each, position) => !refused[position]?.has(`${operator} ${each(outcome)}`),
        );
        if (!name) {
            throw new RangeError(`${describeMutation(outcome.mutation)} is refused, and is not`);
        }
        yield [name(outcome), operator, outcome];
    }
}

function withoutKind(field: string): string {
    return field.split(" ").slice(1).join(" ");
}

/** Where the table says anything else than what was found, line by line. */
export function differences(reasons: readonly Reason[], found: Survivors): string[] {
    const said = linesOf(reasons.flatMap(({ survivors }) => Object.entries(survivors)));
    const is = linesOf([...found].map(([field, counts]) => [field, formatCounts(counts)]));
    const twice = said.filter((line, position) => said.indexOf(line) !== position);
    return [
        ...is.filter((line) => !said.includes(line)).map((line) => `survives, unlisted: ${line}`),
        ...said.filter((line) => !is.includes(line)).map((line) => `listed, no survivor: ${line}`),
        ...twice.map((line) => `listed under two reasons: ${line}`),
    ];
}

function linesOf(fields: readonly (readonly [string, string])[]): string[] {
    return fields.flatMap(([field, counts]) =>
        counts.split(", ").map((count) => `${field}: ${count}`),
    );
}

/** The table with what was found: each under the reason that it has, what is new under none. */
export function withFound(
    reasons: readonly Reason[],
    found: Survivors,
    reasonOf: (field: string, operator: string) => string | undefined = reasonIn(reasons),
): Reason[] {
    const byReason = new Map(reasons.map(({ because }) => [because, new Map<string, string>()]));
    for (const [field, counts] of [...found].sort(([one], [other]) => (one < other ? -1 : 1))) {
        for (const because of new Set([...counts.keys()].map((each) => reasonOf(field, each)))) {
            const own = [...counts].filter(([operator]) => reasonOf(field, operator) === because);
            const fields = byReason.get(because ?? NONE) ?? new Map<string, string>();
            fields.set(field, formatCounts(new Map(own)));
            byReason.set(because ?? NONE, fields);
        }
    }
    return [...byReason]
        .filter(([, fields]) => fields.size > 0)
        .map(([because, fields]) => ({ because, survivors: Object.fromEntries(fields) }));
}

/** What stands where a reason is to be written. */
export const NONE = "";

function reasonIn(reasons: readonly Reason[]) {
    const known = new Map(
        reasons.flatMap(({ because, survivors }) =>
            Object.entries(survivors).flatMap(([field, counts]) =>
                counts
                    .split(", ")
                    .map((count) => [`${field}: ${count.replace(/ \d+$/, "")}`, because] as const),
            ),
        ),
    );
    return (field: string, operator: string) => known.get(`${field}: ${operator}`);
}

function formatCounts(counts: ReadonlyMap<string, number>): string {
    return [...counts]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([operator, count]) => `${operator} ${count}`)
        .join(", ");
}

export function formatReasons(reasons: readonly Reason[]): string {
    return stringify(reasons, { lineWidth: 0 });
}
