/** The items by a key, both in the order in which they come. */
export function grouped<Key, Item>(
    items: Iterable<Item>,
    keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
    const groups = new Map<Key, Item[]>();
    for (const item of items) {
        const key = keyOf(item);
        const members = groups.get(key) ?? [];
        members.push(item);
        groups.set(key, members);
    }
    return groups;
}
