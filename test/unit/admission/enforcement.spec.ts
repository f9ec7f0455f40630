import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { AdmissionEnforcer } from "../../../rules/admission/admission";
import { enforcersOf } from "../../../rules/admission/admissionRule";
import { enforcementOf } from "../../../components/admission/enforcement";
import { admissionRules } from "../../../rules/rules";
import { rules } from "../../../rules/rules";
import { enforcementDocument, linkerdAtRunTime } from "../../../scripts/enforcementDocument";
import { fixtures } from "./fixtures";
import { refusedBy } from "./fixtures/fixture";

describe("docs/enforcement.md", () => {
    it("is what the rules say now; `npm run docs` writes it", async () => {
        assert.equal(enforcementDocument.written(), await enforcementDocument.text());
    });

    for (const rule of admissionRules) {
        const isInPack = rules.some(({ id }) => id === rule.id);
        const enforcers: (AdmissionEnforcer | "preview")[] = [
            ...(isInPack ? (["preview"] as const) : []),
            ...enforcersOf(rule),
        ];
        for (const enforcer of enforcers) {
            it(`claims ${rule.id} of ${enforcer}, which allows some objects and refuses others`, () => {
                const own = fixtures.filter((fixture) => fixture.rule === rule.id);
                const refused = own.filter((fixture) => refusedBy(fixture, enforcer));
                assert.ok(refused.length > 0, "nothing refused");
                assert.ok(refused.length < own.length, "nothing allowed");
            });
        }

        it(`says why enforcers of ${rule.id} differ exactly where they do`, () => {
            const own = fixtures.filter((fixture) => fixture.rule === rule.id);
            for (const enforcer of enforcers) {
                const differs = own.some(({ otherwise = [] }) => otherwise.includes(enforcer));
                assert.equal(rule.differences?.[enforcer] !== undefined, differs, enforcer);
            }
        });
    }

    it("claims of Linkerd what a test shows that its policy controller does", () => {
        const folder = join(__dirname, "..", "access");
        const tests = readdirSync(folder)
            .filter((file) => /^evaluate.*\.spec\.ts$/.test(file))
            .map((file) => readFileSync(join(folder, file), "utf8"))
            .join("\n");
        for (const title of Object.values(linkerdAtRunTime)) {
            assert.ok(tests.includes(`it: "${title}"`), title);
        }
    });
});

describe("The enforcement of a rule", () => {
    const of = (id: string) => {
        const rule = admissionRules.find((each) => each.id === id);
        assert.ok(rule);
        return rule;
    };

    for (const [id, settings, expected] of [
        ["MESH-01", {}, "Deny"],
        ["SC-02", {}, "Warn"],
        ["SC-02", { production: true }, "Deny"],
        ["MESH-01", { atMost: "Warn" }, "Warn"],
        ["SC-02", { atMost: "Audit" }, "Audit"],
        ["SC-02", { atMost: "Deny" }, "Warn"],
        ["SC-02", { rules: { "SC-02": "Deny" } }, "Deny"],
        ["MESH-01", { atMost: "Audit", rules: { "MESH-01": "Deny" } }, "Deny"],
        ["MESH-01", { rules: { "MESH-01": "Off" } }, "Off"],
    ] as const) {
        it(`of ${id} is ${expected} with ${JSON.stringify(settings)}`, () => {
            assert.equal(enforcementOf(of(id), settings), expected);
        });
    }
});
