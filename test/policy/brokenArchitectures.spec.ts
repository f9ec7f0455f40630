import assert from "node:assert/strict";

import type { Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { formatFinding, judge } from "../../rules/rule";
import { rules } from "../../rules/rules";
import { type Settings, defaultSettings } from "../../rules/settings";
import { brokenArchitectures } from "./brokenArchitectures";
import { productionResources } from "./mutatedStacks";

describe("The reference architecture with something added is refused", () => {
    let production: readonly Resource[];

    before(async () => {
        production = await productionResources();
    });

    for (const { rule, title, broken, settings } of brokenArchitectures) {
        it(`by ${rule}: ${title}`, () => {
            const of = rules.filter(({ id }) => id === rule);
            const violations = (resources: readonly Resource[], more: Partial<Settings> = {}) =>
                of.flatMap((each) =>
                    judge(each, new ResourceIndex(resources), {
                        ...defaultSettings,
                        environment: "production",
                        ...more,
                    })
                        .filter(({ status }) => status === "violation")
                        .map(formatFinding),
                );
            const before = new Set(violations(production));
            const after = violations(broken(production), settings);
            assert.notDeepEqual(
                after.filter((line) => !before.has(line)),
                [],
            );
        });
    }
});
