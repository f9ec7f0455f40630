import type { AdmissionRule } from "./admissionRule";

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

/** Mandatory rules deny and advisory ones warn, unless the settings say otherwise. */
export function enforcementOf(
    { id, level }: AdmissionRule,
    { atMost = "Deny", rules = {}, production = false }: EnforcementSettings,
): Enforcement {
    const own: Enforcement =
        level === "mandatory" || (level === "mandatory in production" && production)
            ? "Deny"
            : "Warn";
    const weaker = enforcements.indexOf(own) > enforcements.indexOf(atMost) ? own : atMost;
    return rules[id] ?? weaker;
}
