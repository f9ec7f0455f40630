/** Things by a key; those without one are left out. */
export function groupBy<T>(
    things: readonly T[],
    keyOf: (thing: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
    const groups = new Map<string, T[]>();
    for (const thing of things) {
        const key = keyOf(thing);
        if (key !== undefined) {
            const group = groups.get(key);
            if (group) {
                group.push(thing);
            } else {
                groups.set(key, [thing]);
            }
        }
    }
    return groups;
}
