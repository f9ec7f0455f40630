import type { AdmissionRule } from "zero-trust-rules";

/**
 * What becomes of an object that breaks a rule: it is refused; the client is warned; it is noted in
 * the API server's audit log; nothing.
 */
export type Enforcement = "Deny" | "Warn" | "Audit" | "Off";

export const enforcements: Enforcement[] = ["Deny", "Warn", "Audit", "Off"];

/** How the rules are enforced. */
export interface EnforcementSettings {
    /** The most that any rule does, so that all of them can be tried out first. Default: `Deny`. */
    atMost?: Exclude<Enforcement, "Off">;
    /** What single rules do, by their ids, whatever `atMost` says. */
    rules?: Record<string, Enforcement>;
    /** Whether what is mandatory in production alone is mandatory. Default: false. */
    production?: boolean;
}

/** Whether a rule is mandatory here, or is made to deny. */
export function isMandatory(
    { id, level }: AdmissionRule,
    { rules = {}, production = false }: EnforcementSettings,
): boolean {
    return (
        level === "mandatory" ||
        (level === "mandatory in production" && production) ||
        rules[id] === "Deny"
    );
}

/** Mandatory rules deny and advisory ones warn, unless the settings say otherwise. */
export function enforcementOf(rule: AdmissionRule, settings: EnforcementSettings): Enforcement {
    const { atMost = "Deny", rules = {} } = settings;
    const own: Enforcement = isMandatory(rule, settings) ? "Deny" : "Warn";
    const weaker = enforcements.indexOf(own) > enforcements.indexOf(atMost) ? own : atMost;
    return rules[rule.id] ?? weaker;
}
