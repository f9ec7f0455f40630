import assert from "node:assert/strict";

import type { RuleText } from "../../rules/rule";
import { everyRule } from "../../rules/rules";

/** What a rule has to say of itself, which stands in its folder alone. */
function textsOf(id: string): RuleText {
    const rule = everyRule.find((each) => each.id === id);
    assert.ok(rule, id);
    return rule;
}

/** What to do about what a rule refuses. */
export function remedyOf(id: string): string {
    return textsOf(id).remedy;
}

/** A rule's id and title. */
export function titleOf(id: string): string {
    return `${id}: ${textsOf(id).title}`;
}
