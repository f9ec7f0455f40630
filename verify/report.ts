/** One line of the matrix. */
export interface Row {
    check: string;
    expected: string;
    actual: string;
    passed: boolean;
    /** What to look at; absent where what differs says enough. */
    hint?: string;
}

/** The matrix for people, with what differs marked, and counted below. */
export function table(rows: Row[]): string {
    const cells = [
        ["check", "expected", "actual", ""],
        ...rows.map(({ check, expected, actual, passed }) => [
            check,
            expected,
            actual,
            passed ? "ok" : "DIFFERS",
        ]),
    ];
    const widths = [0, 1, 2].map((column) =>
        Math.max(...cells.map((line) => line[column]?.length ?? 0)),
    );
    const lines = cells.map((line) =>
        line
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd(),
    );
    const differing = rows.filter(({ passed }) => !passed).length;
    const sum =
        differing === 0
            ? `All ${rows.length} checks are as expected.`
            : `${differing} of ${rows.length} checks differ.`;
    const hints = [...new Set(rows.flatMap(({ hint }) => hint ?? []))];
    return [...lines, "", sum, ...hints].join("\n");
}

/** The matrix for machines: one JSON document. */
export function json(host: string, rows: Row[]): string {
    return JSON.stringify({ host, passed: rows.every(({ passed }) => passed), checks: rows });
}
