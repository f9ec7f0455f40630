/** The candidate that differs from a word by the fewest letters, in whatever case. */
export function nearest(word: string, candidates: readonly string[]): string {
    const [best = ""] = [...candidates].sort(
        (one, other) => distance(word, one) - distance(word, other),
    );
    return best;
}

/** Levenshtein's distance: letters to add, remove or replace. */
function distance(one: string, other: string): number {
    const [from, to] = [one.toUpperCase(), other.toUpperCase()];
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (const [above, letter] of Array.from(from).entries()) {
        const next = [above + 1];
        for (const [column, other] of Array.from(to).entries()) {
            const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
            const added = (next[column] ?? 0) + 1;
            const removed = (row[column + 1] ?? 0) + 1;
            next.push(Math.min(replaced, added, removed));
        }
        row = next;
    }
    return row.at(-1) ?? 0;
}
