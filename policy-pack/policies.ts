import {
    type PolicyConfigSchema,
    type ReportViolation,
    type ResourceValidation,
    type ResourceValidationPolicy,
    type StackValidation,
} from "@pulumi/policy";
import {
    dayOf,
    defaultSettings,
    gov01,
    gov05,
    type Half,
    halvesOf,
    type Level,
    levelOf,
    packSchema,
    policyIn,
    type Rule,
    rules as allRules,
    ruleSchema,
    sec02,
    documentationOf,
} from "zero-trust-rules";
import { type Report, Run } from "./run";
import { keepSecret } from "./secrets";

/**
 * A policy as the server takes it. It looks at both properties on every request, and deserialises
 * nothing for a policy that has no function to call then.
 */
export interface Policy extends Omit<ResourceValidationPolicy, "validateResource"> {
    readonly validateResource?: ResourceValidation[] | undefined;
    readonly validateStack?: StackValidation | undefined;
}

/**
 * The rules as CrossGuard policies: what one object decides as a resource policy, which refuses it
 * before it is made; what only relations decide as a stack policy. The pack's own policy has to be
 * the first, and that of what is undecided the last.
 * @param today the day as `2026-12-31`, in UTC
 */
export function createPolicies(
    rules: readonly Rule[] = allRules,
    today = () => dayOf(new Date()),
): Policy[] {
    const run = new Run(rules, today);
    return [
        packPolicy(run),
        secretsPolicy(run),
        ...rules.flatMap((rule) => [
            ...variants(rule, rule.resource).map((variant) => resourcePolicy(rule, variant, run)),
            ...variants(rule, rule.stack).map((variant) => stackPolicy(rule, variant, run)),
        ]),
        undecidedPolicy(run),
    ];
}

/** GOV-01, and the one place where what holds for the whole pack is set. */
function packPolicy(run: Run): Policy {
    return {
        ...metadata(gov01, { ...only(gov01), configSchema: { properties: packSchema } }),
        validateResource: [
            async (args, reportViolation) => {
                report(await run.packAlone(args), reportViolation);
            },
        ],
        validateStack: async (args, reportViolation) => {
            report(await run.packTogether(args), reportViolation);
        },
    };
}

function resourcePolicy(rule: Rule, variant: Variant, run: Run): Policy {
    const { policy } = variant;
    const validate: ResourceValidation = (args, reportViolation) => {
        report(run.ruleAlone(rule, policy, args), reportViolation);
    };
    return {
        ...metadata(rule, variant),
        get validateResource() {
            return run.hasToAskAlone(policy) ? [validate] : [];
        },
    };
}

function stackPolicy(rule: Rule, variant: Variant, run: Run): Policy {
    const { policy } = variant;
    const tell: ResourceValidation = (args) => {
        run.tell(policy, args.getConfig());
    };
    const validate: StackValidation = (args, reportViolation) => {
        report(run.ruleTogether(rule, policy, args), reportViolation);
    };
    return {
        ...metadata(rule, variant),
        get validateResource() {
            return run.isBeginning ? [tell] : undefined;
        },
        get validateStack() {
            return run.hasToAskTogether(policy) ? validate : undefined;
        },
    };
}

function undecidedPolicy(run: Run): Policy {
    const validate: StackValidation = ({ resources }, reportViolation) => {
        report(run.undecidedOf(new Set(resources.map(({ urn }) => urn))), reportViolation);
    };
    return {
        ...metadata(gov05, only(gov05)),
        get validateStack() {
            return run.hasToAskOfUndecided ? validate : undefined;
        },
    };
}

/** SEC-02: what is not seen by a check, since a policy that checks is shown secrets in the clear. */
function secretsPolicy(run: Run): Policy {
    return {
        ...metadata(sec02, only(sec02)),
        enforcementLevel: "remediate",
        remediateResource: (args) => keepSecret(args, (resource) => run.isExempt(sec02, resource)),
    };
}

/** A rule's policy, as one half of it is reported in one environment. */
interface Variant extends Half {
    readonly level: Level;
    readonly configSchema?: PolicyConfigSchema;
}

function variants(rule: Rule, half: Half | undefined): Variant[] {
    if (!half) {
        return [];
    }
    const { policy, demand } = half;
    const properties = ruleSchema(rule);
    const usual: Variant = {
        policy,
        demand,
        level: levelOf(rule, defaultSettings),
        ...(Object.keys(properties).length > 0 && { configSchema: { properties } }),
    };
    const inProduction = policyIn("production", rule, half);
    return inProduction === policy
        ? [usual]
        : [usual, { policy: inProduction, demand: `In production: ${demand}`, level: "mandatory" }];
}

/** The one policy of a rule that the pack itself judges. */
function only(rule: Rule): Variant {
    const [half] = halvesOf(rule);
    if (!half) {
        throw new Error(`${rule.id} has no policy`);
    }
    return { ...half, level: levelOf(rule, defaultSettings) };
}

function metadata(rule: Rule, { policy, demand, level, configSchema }: Variant) {
    const [first] = rule.references;
    return {
        name: policy,
        displayName: `${rule.id}: ${rule.title}`,
        description: demand,
        enforcementLevel: level,
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
        url: documentationOf(rule),
        ...(configSchema && { configSchema }),
    };
}

function report(reports: readonly Report[], reportViolation: ReportViolation): void {
    for (const { line, urn } of reports) {
        reportViolation(line, urn);
    }
}
