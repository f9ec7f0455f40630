import { type AdmissionRule, admissionRuleOf } from "./admission/admissionRule";
import { everyRule } from "./everyRule";
import type { Rule, RuleElsewhere } from "./rule";

export { everyRule };

/** Those that a preview decides, or the policy pack itself. */
export const rules: readonly Rule[] = everyRule.filter((rule): rule is Rule => !isElsewhere(rule));

/** Those that no preview decides. */
export const rulesElsewhere: readonly RuleElsewhere[] = everyRule.filter(isElsewhere);

/** Those that can be decided when an object is admitted. */
export const admissionRules: AdmissionRule[] = everyRule.flatMap(
    (rule) => admissionRuleOf(rule) ?? [],
);

function isElsewhere(rule: Rule | RuleElsewhere): rule is RuleElsewhere {
    return "elsewhere" in rule;
}
