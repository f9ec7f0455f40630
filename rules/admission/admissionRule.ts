import type { RuleLevel, RuleText } from "../rule";
import type { Admission, AdmissionEnforcer, CelCheck } from "./admission";

/** A rule that can be decided when an object is admitted. */
export interface AdmissionRule extends Admission {
    /** As in the policy pack: `MESH-02`. */
    id: string;
    title: string;
    remedy: string;
    /** How binding it is, as in the policy pack. */
    level: RuleLevel;
}

/** A rule as admission has it; `undefined` where that cannot decide it. */
export function admissionRuleOf(rule: RuleText): AdmissionRule | undefined {
    const { id, title, remedy, level, admission } = rule;
    return admission && { id, title, remedy, level, ...admission };
}

/** `MESH-02: the pod template opts out of the mesh; remove the annotation …` */
export function messageOf(
    { id, remedy }: AdmissionRule,
    said: { wrong: string; remedy?: string },
): string {
    return `${id}: ${said.wrong}; ${said.remedy ?? remedy}`;
}

/** What Gatekeeper judges of a rule by the API server's expressions. */
export function celOfGatekeeper({ cel }: AdmissionRule): CelCheck | undefined {
    return cel?.byApiServerAlone === true ? undefined : cel;
}

/** Who can enforce a rule. */
export function enforcersOf(rule: AdmissionRule): AdmissionEnforcer[] {
    return [
        ...(rule.cel ? (["validatingAdmissionPolicy"] as const) : []),
        ...(celOfGatekeeper(rule) || rule.rego ? (["gatekeeper"] as const) : []),
        ...(rule.polaris ? (["polaris"] as const) : []),
    ];
}
