import { isDeepStrictEqual } from "node:util";
import { isPlainObject, joinPath, isUnknown, type PlainValue } from "./properties";

export const Change = { add: "add", delete: "delete", update: "update" } as const;
export type Change = (typeof Change)[keyof typeof Change];

/** What differs between two sets of inputs, by property path. */
export type Differences = ReadonlyMap<string, Change>;

/**
 * Compares old inputs with new ones. An unknown value differs from every known one: the engine must
 * plan for the change.
 */
export function differences(olds: PlainValue, news: PlainValue): Differences {
    const found = new Map<string, Change>();
    compare(olds, news, "", found);
    return found;
}

function compare(
    olds: PlainValue | undefined,
    news: PlainValue | undefined,
    path: string,
    found: Map<string, Change>,
): void {
    if (olds === undefined || news === undefined) {
        if (olds !== news) {
            found.set(path, olds === undefined ? Change.add : Change.delete);
        }
    } else if (isUnknown(olds) || isUnknown(news)) {
        found.set(path, Change.update);
    } else if (Array.isArray(olds) && Array.isArray(news)) {
        for (let index = 0; index < Math.max(olds.length, news.length); index++) {
            compare(olds[index], news[index], joinPath(path, index), found);
        }
    } else if (isPlainObject(olds) && isPlainObject(news)) {
        for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
            compare(olds[name], news[name], joinPath(path, name), found);
        }
    } else if (!isDeepStrictEqual(olds, news)) {
        found.set(path, Change.update);
    }
}

/** Whether a path is one of the given properties or lies below one of them. */
export function isWithin(path: string, properties: readonly string[]): boolean {
    return properties.some(
        (property) =>
            path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`),
    );
}
