import assert from "node:assert/strict";

import type { Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Rule, formatFinding, judge } from "../../rules/rule";
import { rules } from "../../rules/rules";
import { type Settings, defaultSettings } from "../../rules/settings";
import { exampleSettings } from "../../scripts/exampleFiles";
import { exampleOf, exampleResources } from "../support/ruleExamples";
import { brokenArchitectures, lacking } from "./brokenArchitectures";
import { productionResources } from "./mutatedStacks";

/** What a rule refuses of some resources. */
function violations(
    rule: Rule,
    resources: readonly Resource[],
    more: Partial<Settings> = {},
): string[] {
    const settings: Settings = { ...defaultSettings, environment: "production", ...more };
    return judge(rule, new ResourceIndex(resources), settings)
        .filter(({ status }) => status === "violation")
        .map(formatFinding);
}

describe("The reference architecture with something added is refused", () => {
    let production: readonly Resource[];

    before(async () => {
        production = await productionResources();
    });

    function isRefused(
        rule: Rule,
        broken: readonly Resource[],
        settings?: Partial<Settings>,
    ): boolean {
        const before = new Set(violations(rule, production));
        return violations(rule, broken, settings).some((line) => !before.has(line));
    }

    for (const { rule: id, title, broken, settings } of brokenArchitectures) {
        it(`by ${id}: ${title}`, () => {
            const rule = rules.find((each) => each.id === id);
            assert.ok(rule);
            assert.ok(isRefused(rule, broken(production), settings));
        });
    }

    for (const rule of rules.filter(({ resource, stack }) => resource ?? stack)) {
        const reason = lacking[rule.id];
        it(`by ${rule.id}: what it shows as refused${reason ? `, but that ${reason}` : ""}`, () => {
            const added = exampleResources(exampleOf(rule.id, "refused"));
            assert.equal(
                isRefused(rule, [...production, ...added], exampleSettings[rule.id]),
                reason === undefined,
            );
        });
    }
});
