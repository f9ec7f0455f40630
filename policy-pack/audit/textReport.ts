import { nameOf } from "zero-trust-manifests";
import { type Report, type ReportedFinding } from "./report";

/** One line for each finding, and one that counts them. */
export function formatText({ findings, checked }: Report): string {
    const counts = ["mandatory violation", "advisory violation", "undecided", "exempt"].map(
        (label) =>
            [label, findings.filter((finding) => labelOf(finding) === label).length] as const,
    );
    const found = counts
        .filter(([, count]) => count > 0)
        .map(([label, count]) => `${count} ${label}`);
    const summary = `${checked} object${checked === 1 ? "" : "s"} judged: ${found.join(", ") || "nothing found"}`;
    return [...findings.map(formatLine), summary].join("\n");
}

function formatLine(finding: ReportedFinding): string {
    const { file, line, rule, path, message, remedy } = finding;
    const where = path === "" ? "" : ` (${path})`;
    return printable(
        `${nameOf(file)}:${line}: ${rule} ${labelOf(finding)}: ${message}${where} — Fix: ${remedy}`,
    );
}

function labelOf({ status, level }: ReportedFinding): string {
    return status === "violation" ? `${level} violation` : status;
}

/** Names come out of files that others write, and a terminal obeys control characters. */
function printable(text: string): string {
    return text.replace(
        /[\u0000-\u001f\u007f-\u009f]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
