import {
    type PolicyConfigSchema,
    type ReportViolation,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
} from "@pulumi/policy";
import { Inputs } from "./inputs";
import { rules } from "./rules";
import { describe, kindOf } from "./rules/resource";
import { type ResourceIndex } from "./rules/resourceIndex";
import {
    type Finding,
    type Rule,
    checkResource,
    checkStack,
    formatFinding,
    levelOf,
} from "./rules/rule";
import { type Settings, defaultSettings, settingsSchema } from "./rules/settings";

const STACK = "pulumi:pulumi:Stack";

/**
 * The rules as CrossGuard policies: what one object decides as a resource policy, which refuses it
 * before it is made; what only relations decide as a stack policy. What cannot be decided goes to
 * one policy of its own, which has to be the last.
 */
export function createPolicies(): (ResourceValidationPolicy | StackValidationPolicy)[] {
    const run: Run = { inputs: new Inputs(), undecided: new Map() };
    return [
        ...rules.flatMap((rule) => [
            ...(rule.resource ? [resourcePolicy(rule, rule.resource, run)] : []),
            ...(rule.stack ? [stackPolicy(rule, rule.stack, run)] : []),
        ]),
        undecidedPolicy(run.undecided),
    ];
}

/** What the policies of one process know of each other. */
interface Run {
    readonly inputs: Inputs;
    readonly undecided: Undecided;
}

/** By policy and resource, so that a resource that is judged again replaces what was said of it. */
type Undecided = Map<string, readonly Finding[]>;

function resourcePolicy(
    rule: Rule,
    { policy, demand, appliesTo }: NonNullable<Rule["resource"]>,
    { inputs, undecided }: Run,
): ResourceValidationPolicy {
    return {
        ...metadata(rule, policy, demand),
        validateResource: (args, reportViolation) => {
            if (args.type === STACK) {
                reportUnknownKeys(rule, args.getConfig<object>(), reportViolation);
            }
            const resource = inputs.take(policy, args);
            if (appliesTo(args.type)) {
                const settings = settingsFrom(rule, args.getConfig<object>());
                const findings = checkResource(rule, resource, settings);
                report(findings, reportViolation);
                keepUndecided(undecided, `${policy} ${args.urn}`, findings);
            }
        },
    };
}

function stackPolicy(
    rule: Rule,
    { policy, demand }: NonNullable<Rule["stack"]>,
    { inputs, undecided }: Run,
): StackValidationPolicy {
    return {
        ...metadata(rule, policy, demand),
        validateStack: (args, reportViolation) => {
            reportUnknownKeys(rule, args.getConfig<object>(), reportViolation);
            const index = inputs.indexOf(args.resources);
            reportUnseen(rule, index, inputs, reportViolation);
            const settings = settingsFrom(rule, args.getConfig<object>());
            const findings = checkStack(rule, index, settings);
            report(findings, reportViolation);
            keepUndecided(undecided, policy, findings);
        },
    };
}

/** An object of which nothing at all is known must not pass for one that breaks no rule. */
function reportUnseen(
    rule: Rule,
    index: ResourceIndex,
    inputs: Inputs,
    reportViolation: ReportViolation,
): void {
    for (const resource of index.resources) {
        const isEmpty = Object.keys(resource.object).length === 0;
        if (isEmpty && kindOf(resource.type) && !inputs.has(resource.urn)) {
            reportViolation(
                `${rule.id}: ${describe(resource)} cannot be judged: nothing of it is known — Fix: enable at least one of this pack's resource policies, which see what is to be made`,
                resource.urn,
            );
        }
    }
}

/** GOV-05: what is not decided is said, and at level `mandatory` refused. */
function undecidedPolicy(undecided: Undecided): StackValidationPolicy {
    return {
        name: "gov-05-undecided-is-reported",
        displayName: "GOV-05: What could not be judged is reported",
        description:
            "Every rule that could not judge an object, because a value of it is not known yet, is reported. Set to mandatory to refuse what is not known to be right.",
        enforcementLevel: "advisory",
        severity: "medium",
        validateStack: (args, reportViolation) => {
            const urns = new Set(args.resources.map(({ urn }) => urn));
            const said = new Set<string>();
            for (const finding of [...undecided.values()].flat()) {
                const { urn } = finding.resource;
                const line = formatFinding(finding);
                if (urns.has(urn) && !said.has(`${urn} ${line}`)) {
                    said.add(`${urn} ${line}`);
                    reportViolation(line, urn);
                }
            }
        },
    };
}

function metadata(rule: Rule, policy: string, demand: string) {
    const [first] = rule.references;
    const enforcementLevel = levelOf(rule, defaultSettings);
    return {
        name: policy,
        displayName: `${rule.id}: ${rule.title}`,
        description: demand,
        enforcementLevel,
        severity: rule.severity,
        framework: {
            name: first.framework,
            version: first.version,
            reference: first.reference,
            specification: rule.title,
        },
        tags: [
            rule.id,
            ...rule.references.map(
                ({ framework, version, reference }) => `${framework} ${version}, ${reference}`,
            ),
        ],
        remediationSteps: rule.remedy,
        ...(rule.settings.length > 0 && { configSchema: schemaOf(rule) }),
    };
}

function schemaOf(rule: Rule): PolicyConfigSchema {
    return {
        properties: Object.fromEntries(rule.settings.map((key) => [key, settingsSchema[key]])),
    };
}

function settingsFrom(rule: Rule, config: object): Settings {
    const known: readonly string[] = rule.settings;
    return {
        ...defaultSettings,
        ...Object.fromEntries(Object.entries(config).filter(([key]) => known.includes(key))),
    };
}

/** The engine checks keys that the schema has; a misspelt one would be ignored without a word. */
function reportUnknownKeys(rule: Rule, config: object, reportViolation: ReportViolation): void {
    const known: readonly string[] = rule.settings;
    for (const key of Object.keys(config).filter((given) => !known.includes(given))) {
        const choice = known.length > 0 ? known.join(", ") : "none";
        reportViolation(
            `${rule.id}: the policy's configuration has no key "${key}" — Fix: use one of those it has (${choice})`,
        );
    }
}

function report(findings: readonly Finding[], reportViolation: ReportViolation): void {
    for (const finding of findings.filter(({ status }) => status === "violation")) {
        reportViolation(formatFinding(finding), finding.resource.urn);
    }
}

function keepUndecided(undecided: Undecided, key: string, findings: readonly Finding[]): void {
    undecided.set(
        key,
        findings.filter(({ status }) => status === "undecided"),
    );
}
