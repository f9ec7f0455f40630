import type { ChangedCalls } from "../diff";
import type { Call, Verdict } from "../evaluate/evaluator";

interface Reference {
    kind: string;
    namespace: string;
    name: string;
}

export function formatVerdict({ verdict, because }: Verdict): string {
    return [verdict, ...because.map((reason) => `  ${referenceText(reason)}: ${reason.why}`)].join(
        "\n",
    );
}

export function formatCalls(calls: readonly Call[]): string {
    return calls.length === 0
        ? "nothing is allowed"
        : table([
              ["FROM", "TO", "PORT", "REQUEST", "VERDICT", "BECAUSE"],
              ...calls.map(({ from, to, port, request, verdict, because }) => [
                  from,
                  to,
                  String(port),
                  request,
                  verdict,
                  because.map(referenceText).join(", "),
              ]),
          ]);
}

export function formatChanges(changes: readonly ChangedCalls[]): string {
    return changes
        .map(
            ({ change, from, to, port, request, because }) =>
                `${change === "newly allowed" ? "+" : "-"} ${change}: ${from} → ${to}:${port} ${request} (${because.map(referenceText).join(", ")})`,
        )
        .join("\n");
}

function referenceText({ kind, namespace, name }: Reference): string {
    return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

function table(rows: readonly (readonly string[])[]): string {
    const widths = (rows[0] ?? []).map((_cell, column) =>
        Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    return rows
        .map((row) =>
            row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join("  ")
                .trimEnd(),
        )
        .join("\n");
}
