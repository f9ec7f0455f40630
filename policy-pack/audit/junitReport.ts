import { nameOf } from "zero-trust-manifests";
import { type Report, type ReportedFinding, fails } from "./report";

/**
 * JUnit's XML: a suite for each rule, and in it a test for each finding, or one that passed. What
 * does not fail the command fails no test either: it is skipped, with the reason.
 */
export function formatJunit({ findings, rules }: Report): string {
    const titles = new Map(rules.map(({ id, title }) => [id, title]));
    const byRule = new Map([...titles.keys()].map((id) => [id, [] as ReportedFinding[]]));
    for (const finding of findings) {
        byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
    }
    const suites = [...byRule].flatMap(([id, own]) => suiteOf(id, titles.get(id) ?? id, own));
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<testsuites${attributes({ name: "zero-trust-audit", ...counts([...byRule.values()]) })}>`,
        ...suites,
        "</testsuites>",
    ].join("\n");
}

function suiteOf(rule: string, title: string, findings: readonly ReportedFinding[]): string[] {
    const cases =
        findings.length === 0
            ? [`    <testcase${attributes({ classname: rule, name: title })}/>`]
            : findings.flatMap(caseOf);
    return [
        `  <testsuite${attributes({ name: `${rule}: ${title}`, ...counts([findings]) })}>`,
        ...cases,
        "  </testsuite>",
    ];
}

function caseOf(finding: ReportedFinding): string[] {
    const { rule, status, level, message, remedy, file, line, path, resource } = finding;
    const object = [resource.kind, resource.namespace, resource.name].filter(Boolean).join("/");
    const reason = fails(finding)
        ? `<failure${attributes({ message, type: rule })}>${escape(`${nameOf(file)}:${line}\n${message}\nFix: ${remedy}`)}</failure>`
        : `<skipped${attributes({ message: `${status === "violation" ? level : status}: ${message}` })}/>`;
    return [
        `    <testcase${attributes({ classname: rule, name: `${object} ${path}`.trim(), file, line })}>`,
        `      ${reason}`,
        "    </testcase>",
    ];
}

/** Of suites, each given by what was found. */
function counts(suites: readonly (readonly ReportedFinding[])[]) {
    const all = suites.flat();
    const failures = all.filter(fails).length;
    const passed = suites.filter(({ length }) => length === 0).length;
    return {
        tests: all.length + passed,
        failures,
        errors: 0,
        skipped: all.length - failures,
    };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
    return Object.entries(values)
        .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
        .join("");
}

/** XML has no way at all to write most control characters, nor half a surrogate pair. */
function escape(text: string): string {
    return text
        .replace(/\p{Surrogate}/gu, "\ufffd")
        .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;");
}
