import { type Log, type ReportingDescriptor, type Result } from "sarif";
import { documentationOf, type Rule } from "zero-trust-rules";
import { type Report, type ReportedFinding } from "./report";

const SCHEMA =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const LEVELS = { mandatory: "error", advisory: "warning" } as const;

/** SARIF 2.1.0, as code scanning takes it. */
export function formatSarif({ findings, rules }: Report): string {
    const log: Log = {
        $schema: SCHEMA,
        version: "2.1.0",
        runs: [
            {
                tool: { driver: { name: "zero-trust-audit", rules: rules.map(descriptorOf) } },
                results: findings.map(resultOf),
            },
        ],
    };
    return JSON.stringify(log, undefined, 2);
}

function descriptorOf(rule: Rule): ReportingDescriptor {
    const { id, title, remedy, references, severity } = rule;
    return {
        id,
        helpUri: documentationOf(rule),
        shortDescription: { text: title },
        help: { text: `Fix: ${remedy}` },
        properties: {
            severity,
            tags: references.map(
                ({ framework, version, reference }) => `${framework} ${version}, ${reference}`,
            ),
        },
    };
}

/** What is undecided is `open` in SARIF's words, without a level; what is exempt is suppressed. */
function resultOf(finding: ReportedFinding): Result {
    const { rule, level, status, message, remedy, path, file, line, resource } = finding;
    const isOpen = status === "undecided";
    const isExempt = status === "exempt";
    return {
        ruleId: rule,
        kind: isOpen ? "open" : "fail",
        level: isOpen ? "none" : LEVELS[level],
        message: { text: `${message} — Fix: ${remedy}` },
        locations: [
            {
                physicalLocation: {
                    artifactLocation: { uri: encodeURI(file) },
                    region: { startLine: line },
                },
                logicalLocations: [
                    {
                        fullyQualifiedName: [resource.kind, resource.namespace, resource.name]
                            .filter((part) => part !== null)
                            .join("/"),
                        kind: "resource",
                    },
                ],
            },
        ],
        ...(isExempt && { suppressions: [{ kind: "external" }] }),
        properties: { path },
    };
}
