import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../policy-pack/rules";
import { defaultSettings, settingsSchema } from "../../policy-pack/rules/settings";

const README = readFileSync(join(__dirname, "..", "..", "policy-pack", "README.md"), "utf8");

describe("the list of rules", () => {
    it("has no id and no policy twice", () => {
        const ids = rules.map(({ id }) => id);
        const policies = rules.flatMap(({ resource, stack }) => [
            ...(resource ? [resource.policy] : []),
            ...(stack ? [stack.policy] : []),
        ]);
        assert.deepEqual([...new Set(ids)], ids);
        assert.deepEqual([...new Set(policies)], policies);
    });

    for (const { id, title, documentation, resource, stack, settings } of rules) {
        it(`explains ${id}, its policies and its settings in the README`, () => {
            const [file, anchor] = documentation.split("#");
            const section = README.split("\n### ").find((text) => text.startsWith(`${id}\n`)) ?? "";
            assert.deepEqual([file, anchor], ["README.md", id.toLowerCase()]);
            assert.ok(section.includes(title), "title");
            for (const half of [resource, stack]) {
                if (half) {
                    assert.ok(half.policy.startsWith(`${id.toLowerCase()}-`), half.policy);
                    assert.ok(section.includes(`\`${half.policy}\``), half.policy);
                    assert.ok(flat(section).includes(half.demand), half.policy);
                }
            }
            for (const setting of settings) {
                assert.ok(section.includes(`\`${setting}\``), setting);
                assert.ok(README.includes(`| \`${setting}\``), setting);
            }
        });
    }

    it("has a schema for every setting, with the default that the rules use", () => {
        assert.deepEqual(
            Object.fromEntries(
                Object.entries(settingsSchema).map(([key, schema]) => [key, schema.default]),
            ),
            defaultSettings,
        );
    });
});

function flat(text: string): string {
    return text.replace(/\s+/g, " ");
}
