/** Things by a key; those without one are left out. */
export function groupBy<T>(
    things: readonly T[],
    keyOf: (thing: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
    const groups = new Map<string, T[]>();
    for (const thing of things) {
        const key = keyOf(thing);
        if (key !== undefined) {
            append(groups, key, thing);
        }
    }
    return groups;
}

/** Adds to the list of a key. */
export function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
    const list = lists.get(key);
    if (list) {
        list.push(value);
    } else {
        lists.set(key, [value]);
    }
}
