import assert from "node:assert/strict";
import { rules } from "../../rules/rules";
import { halvesOf } from "../../rules/rule";
import { defaultSettings, settingsSchema } from "../../rules/settings";

describe("the list of rules", () => {
    it("has no id and no policy twice", () => {
        const ids = rules.map(({ id }) => id);
        const policies = rules.flatMap(halvesOf).map(({ policy }) => policy);
        assert.deepEqual([...new Set(ids)], ids);
        assert.deepEqual([...new Set(policies)], policies);
    });

    it("names every policy after its rule, but the pack's own", () => {
        for (const { id, resource, stack } of rules) {
            for (const half of [resource, stack]) {
                assert.ok(half?.policy.startsWith(`${id.toLowerCase()}-`) ?? true, half?.policy);
            }
        }
    });

    it("has a schema for every setting, with the default that the rules use", () => {
        assert.deepEqual(
            Object.fromEntries(
                Object.entries(settingsSchema).map(([key, schema]) => [key, schema.default]),
            ),
            defaultSettings,
        );
    });
});
