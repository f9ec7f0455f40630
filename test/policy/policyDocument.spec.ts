import assert from "node:assert/strict";
import { rules } from "../../rules/rules";
import { rulesElsewhere } from "../../rules/rules";
import { documentationOf, repository } from "../../rules/documentation";
import { halvesOf } from "../../rules/rule";
import { policyDocument } from "../../scripts/policyDocument";

describe("docs/policies.md", () => {
    it("is what the rules say now; `npm run docs` writes it", async () => {
        assert.equal(policyDocument.written(), await policyDocument.text());
    });

    it("has a section for every rule, where its documentation points", () => {
        const sections = policyDocument.written().match(/^### .+$/gm) ?? [];
        assert.deepEqual(
            [...sections].sort(),
            [...rules, ...rulesElsewhere].map(({ id }) => `### ${id}`).sort(),
        );
        for (const rule of rules) {
            assert.equal(
                documentationOf(rule),
                `${repository}/blob/main/docs/policies.md#${rule.id.toLowerCase()}`,
            );
        }
    });

    it("names every policy, with what it demands", () => {
        const text = policyDocument.written();
        for (const { policy, demand } of rules.flatMap(halvesOf)) {
            assert.ok(text.includes(`\`${policy}\``), policy);
            assert.ok(text.includes(`: ${demand}\n`), policy);
        }
    });

    it("gives every rule of another enforcer its reason and its enforcer", () => {
        const text = policyDocument.written();
        for (const { elsewhere } of rulesElsewhere) {
            const { because, enforcer } = elsewhere;
            assert.ok(text.includes(`- Not decided by this pack: ${because}.\n`), because);
            assert.ok(text.includes(`- Enforced by ${enforcer}.\n`), enforcer);
        }
    });

    it("has no rule both here and elsewhere", () => {
        const here = new Set(rules.map(({ id }) => id));
        assert.deepEqual(
            rulesElsewhere.filter(({ id }) => here.has(id)),
            [],
        );
    });
});
