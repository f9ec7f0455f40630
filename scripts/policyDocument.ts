// What docs/policies.md says, from the rules of the policy pack.
import { rules } from "../rules/rules";
import type { AdmissionEnforcer } from "../rules/admission/admission";
import { admissionRuleOf, enforcersOf } from "../rules/admission/admissionRule";
import { PACK_POLICY, packSchema, ruleSchema } from "../rules/configuration";
import { rulesElsewhere } from "../rules/rules";
import {
    type Half,
    type Reference,
    type Rule,
    type RuleElsewhere,
    type RuleText,
    halvesOf,
    policyIn,
} from "../rules/rule";
import { type Outcome, exampleSettings, exampleText, outcomes } from "./exampleFiles";
import { GeneratedDocument, documentIn, table } from "./generatedDocument";
import { ruleFamilies } from "./ruleFamilies";

const INTRODUCTION = `# The rules of the zero trust policy pack

Generated from the rules by \`npm run docs\`; a test fails where this is stale.

A rule is enforced by policies, under whose names it is configured. A _resource policy_ refuses an
object before it is made. A _stack policy_ refuses what only objects together decide, when all of
them are registered. A _remediation_ mends what it finds before anything is judged. _The pack itself_
finds what is wrong with its configuration, and what could not be judged.

What is mandatory in production has two policies, since CrossGuard takes a policy's level before it
knows the configuration: one advises, and where \`environment\` is \`production\` the other refuses in
its place, with the same settings.

The examples of a rule are what is applied, in this order; the last document is what is refused, or
allowed. What is not of Kubernetes is written as in Pulumi YAML.
`;

export const policyDocument = new GeneratedDocument(documentIn("policies.md"), render);

function render(): string {
    const families = ruleFamilies.map(([family, title]) => ({
        title,
        own: [...rules, ...rulesElsewhere]
            .filter(({ id }) => id.replace(/-\d+$/, "").toLowerCase() === family)
            .sort((one, other) => one.id.localeCompare(other.id)),
    }));
    return [
        INTRODUCTION,
        settingsSection(),
        "## All rules\n",
        table(
            ["rule", "", "level", "severity", "decided by"],
            families.flatMap(({ own }) =>
                own.map((rule) => [
                    `[${rule.id}](#${rule.id.toLowerCase()})`,
                    rule.title,
                    rule.level,
                    rule.severity,
                    isElsewhere(rule) ? "others" : halvesOf(rule).map(kindOf(rule)).join(", "),
                ]),
            ),
        ),
        ...families.flatMap(({ title, own }) => [
            `## ${title}\n`,
            ...own.map((rule) => (isElsewhere(rule) ? elsewhereSection(rule) : ruleSection(rule))),
        ]),
    ].join("\n");
}

function isElsewhere(rule: Rule | RuleElsewhere): rule is RuleElsewhere {
    return "elsewhere" in rule;
}

function settingsSection(): string {
    const settings = Object.entries(packSchema).map(([key, schema]) => {
        const { description, default: usual } = schema as Readonly<Record<string, unknown>>;
        return `- \`${key}\`: ${String(description)} Default: \`${JSON.stringify(usual)}\`\n`;
    });
    return `## Settings

Given to the policy \`${PACK_POLICY}\` they hold for all rules:
\`{ "${PACK_POLICY}": { "environment": "production" } }\`. A policy of a rule that reads one takes its
own, which holds for that policy alone.

${settings.join("")}`;
}

function ruleSection(rule: Rule): string {
    const settings = Object.keys(ruleSchema(rule));
    return section(rule, [
        ...halvesOf(rule).map(
            (half) => `${policyNames(rule, half)} (${kindOf(rule)(half)}): ${half.demand}`,
        ),
        `Fix: ${rule.remedy}.`,
        ...(settings.length > 0
            ? [`Settings: ${settings.map((key) => `\`${key}\``).join(", ")}`]
            : []),
        ...alsoBy(rule),
        formatReferences(rule.references),
    ]);
}

function elsewhereSection(rule: RuleElsewhere): string {
    const { because, enforcer } = rule.elsewhere;
    return section(rule, [
        `Not decided by this pack: ${because}.`,
        `Enforced by ${enforcer}.`,
        formatReferences(rule.references),
    ]);
}

function section(rule: RuleText, points: readonly string[]): string {
    return `### ${rule.id}

${rule.title} (${rule.level}; ${rule.severity}).

${rule.why}

${points.map((point) => `- ${point}\n`).join("")}${outcomes.map((outcome) => example(rule, outcome)).join("")}`;
}

function example(rule: RuleText, outcome: Outcome): string {
    const text = exampleText(rule, outcome);
    if (text === undefined) {
        return "";
    }
    const settings = exampleSettings[rule.id];
    const given = settings === undefined ? "" : `, with \`${JSON.stringify(settings)}\``;
    return `\n${outcome === "refused" ? "Refused" : "Allowed"}${given}:\n\n\`\`\`yaml\n${text}\`\`\`\n`;
}

function policyNames(rule: Rule, half: Half): string {
    const inProduction = policyIn("production", rule, half);
    return inProduction === half.policy
        ? `\`${half.policy}\``
        : `\`${half.policy}\`, in production \`${inProduction}\``;
}

function kindOf(rule: Rule): (half: Half) => string {
    const kinds = new Map<Half | undefined, string>([
        [rule.resource, "resource policy"],
        [rule.stack, "stack policy"],
        [rule.remediation, "remediation"],
        [rule.pack, "the pack itself"],
    ]);
    return (half) => kinds.get(half) ?? "";
}

const enforcerNames: Readonly<Record<AdmissionEnforcer, string>> = {
    validatingAdmissionPolicy: "ValidatingAdmissionPolicy",
    gatekeeper: "Gatekeeper",
    polaris: "Polaris",
};

function alsoBy(rule: Rule): string[] {
    const admitted = admissionRuleOf(rule);
    const others = [
        ...(admitted ? enforcersOf(admitted) : []).map((each) => enforcerNames[each]),
        ...(rule.alsoBy ?? []),
    ];
    return others.length > 0 ? [`Elsewhere by ${others.join(", ")}`] : [];
}

function formatReferences(references: readonly Reference[]): string {
    return references
        .map(({ framework, version, reference }) => `${framework} ${version}, ${reference}`)
        .join("; ");
}
