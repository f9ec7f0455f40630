import {
    type AdmissionExemption,
    dayOf,
    isDay,
    lastDayFrom,
    maximumExemptionDays,
} from "zero-trust-rules";

import { isDnsLabel, type Problem, Problems } from "../validation";

/**
 * Every problem of exemptions; empty when they are in force.
 * @param knownRules ids of the rules that there are
 * @param today in UTC, as `2026-12-31`
 */
export function exemptionProblems(
    exemptions: AdmissionExemption[],
    knownRules: string[],
    today = dayOf(new Date()),
): Problem[] {
    const problems = new Problems();
    const last = lastDayFrom(today);
    for (const [index, exemption] of exemptions.entries()) {
        const path = `exemptions[${index}]`;
        const { rule, namespace, name, owner, reason, expiry } = exemption;
        problems.require(knownRules.includes(rule), {
            path: `${path}.rule`,
            value: rule,
            reason: "is no rule that is decided at admission",
            remedy: `give one of ${knownRules.join(", ")}`,
        });
        problems.require(isDnsLabel(namespace), {
            path: `${path}.namespace`,
            value: namespace,
            reason: "is not the name of a namespace",
            remedy: "give the one namespace of the workload",
        });
        problems.require(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name), {
            path: `${path}.name`,
            value: name,
            reason: "is not the name of an object",
            remedy: "give the full name of the one workload, without a wildcard",
        });
        for (const [key, value] of Object.entries({ owner, reason })) {
            problems.require(value.trim() !== "", {
                path: `${path}.${key}`,
                reason: "is empty",
                remedy:
                    key === "owner"
                        ? "say who answers for it, e.g. platform@example.com"
                        : "say why it has to be",
            });
        }
        if (
            problems.require(isDay(expiry), {
                path: `${path}.expiry`,
                value: expiry,
                reason: "is not a day",
                remedy: "give the last day on which it holds, as in 2026-12-31",
            }) &&
            problems.require(expiry >= today, {
                path: `${path}.expiry`,
                value: expiry,
                reason: "has passed, so the exemption holds no more",
                remedy: "mend what it is about, or decide anew until when it holds",
            })
        ) {
            problems.require(expiry <= last, {
                path: `${path}.expiry`,
                value: expiry,
                reason: `is more than ${maximumExemptionDays} days ahead`,
                remedy: `let it end on ${last} or before`,
            });
        }
    }
    return problems.all;
}
