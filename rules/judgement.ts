import { type Configuration } from "./configuration";
import { Exemptions } from "./exemption";
import { gov01 } from "./gov/gov-01/rule";
import { type ResourceIndex } from "./reading/resourceIndex";
import {
    type Finding,
    type ResourceCheck,
    type Rule,
    checkResource,
    checkStack,
    halvesOf,
    policyIn,
    refuseUndecided,
} from "./rule";

/**
 * Judges all objects by all rules, as the configuration has it: settings, levels, `strict`, and
 * exemptions, which are judged themselves if GOV-01 is one of the rules.
 * @param today the day as `2026-12-31`, in UTC; see `dayOf`
 * @param before what was found before: what could not be read, so that no rule sees it
 */
export function judgeAll(
    rules: readonly Rule[],
    index: ResourceIndex,
    configuration: Configuration,
    today: string,
    before: readonly Finding[] = [],
): Finding[] {
    const enabled = rules.filter((rule) => isEnabled(rule, configuration));
    const exemptions = new Exemptions(configuration.exemptions, today);
    const rulesOf = rulesByType(enabled);
    const findings = [
        ...before,
        ...index.resources.flatMap((resource) =>
            rulesOf(resource.type).flatMap((rule) =>
                checkResource(rule, resource, configuration.settingsOf(rule.resource)),
            ),
        ),
        ...enabled.flatMap((rule) =>
            rule.stack ? checkStack(rule, index, configuration.settingsOf(rule.stack)) : [],
        ),
    ].flatMap((finding) => settle(finding, configuration, exemptions));
    return enabled.includes(gov01)
        ? [
              ...findings,
              ...[
                  ...exemptions.faults(),
                  ...exemptions.unused(new Set(enabled.map(({ id }) => id))),
              ].flatMap((finding) => atLevel(finding, configuration)),
          ]
        : findings;
}

export type ResourceRule = Rule & { readonly resource: ResourceCheck };

/** Looks up the rules that judge an object of a type alone: there are many objects of few types. */
export function rulesByType(rules: readonly Rule[]): (type: string) => readonly ResourceRule[] {
    const known = new Map<string, readonly ResourceRule[]>();
    return (type) => {
        let found = known.get(type);
        if (!found) {
            found = rules.filter((rule): rule is ResourceRule =>
                Boolean(rule.resource?.appliesTo(type)),
            );
            known.set(type, found);
        }
        return found;
    };
}

/** What a rule found, exempt or refused as the configuration has it; nothing where it is disabled. */
export function settle(
    finding: Finding,
    configuration: Configuration,
    exemptions: Exemptions,
): Finding[] {
    return atLevel(finding, configuration)
        .map((levelled): Finding =>
            exemptions.cover(levelled.rule, levelled.resource)
                ? { ...levelled, status: "exempt" }
                : levelled,
        )
        .map((settled) => (configuration.strict ? refuseUndecided(settled) : settled));
}

function atLevel(finding: Finding, configuration: Configuration): Finding[] {
    const level = configuration.levelOf(finding.policy);
    switch (level) {
        case undefined:
            return [finding];
        case "disabled":
            return [];
        case "advisory":
            return [{ ...finding, level }];
        default:
            return [{ ...finding, level: "mandatory" }];
    }
}

function isEnabled(rule: Rule, configuration: Configuration): boolean {
    return halvesOf(rule).some(
        (half) =>
            configuration.levelOf(policyIn(configuration.environment, rule, half)) !== "disabled",
    );
}
