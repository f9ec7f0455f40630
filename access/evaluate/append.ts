/** Adds an entry to the list that a map has under a key. */
export function append<Entry>(map: Map<string, Entry[]>, key: string, entry: Entry): void {
    const list = map.get(key);
    if (list === undefined) {
        map.set(key, [entry]);
    } else {
        list.push(entry);
    }
}
