import assert from "node:assert/strict";

import { rules } from "../../../rules/rules";
import type { JsonObject } from "../../../rules/reading/read";
import { ResourceIndex } from "../../../rules/reading/resourceIndex";
import { judge } from "../../../rules/rule";
import { defaultSettings } from "../../../rules/settings";
import { type PlainObject, textAt } from "../../../sandbox/standins/properties";
import { asResource } from "../../support/ruleExamples";
import { fixtures } from "./fixtures";
import { refusedBy } from "./fixtures/fixture";
import { namespaceObject } from "./fixtures/objects";

describe("The rules at admission and those of the policy pack", () => {
    for (const fixture of fixtures) {
        const rule = rules.find(({ id }) => id === fixture.rule);
        if (rule === undefined) {
            continue;
        }
        const refused = refusedBy(fixture, "preview");
        it(`${fixture.rule}: at preview, too, ${fixture.title} is ${refused ? "refused" : "allowed"}`, () => {
            const all = [...(fixture.beside ?? []), fixture.object];
            const shop = all.some(isShop) ? [] : [namespaceObject("shop")];
            const index = new ResourceIndex([
                ...[...shop, ...all].map(asResource),
                ...Object.entries(fixture.inStack ?? {}).map(([type, object]) => ({
                    urn: `urn:pulumi:dev::shop::${type}::it`,
                    type,
                    object: object as JsonObject,
                })),
            ]);
            const findings = judge(rule, index, { ...defaultSettings, ...fixture.settings });
            assert.equal(findings.length > 0, refused, JSON.stringify(findings));
        });
    }
});

function isShop(object: PlainObject): boolean {
    return object.kind === "Namespace" && textAt(object, "metadata", "name") === "shop";
}
