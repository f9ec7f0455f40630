import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../rules/rules";
import { halvesOf } from "../../rules/rule";
import { defaultSettings, settingsSchema } from "../../rules/settings";

const ELSEWHERE = "it judges no object; exemption.spec.ts and protocol.spec.ts have its cases";
const CONFIGURATION = { allowed: ELSEWHERE, refused: ELSEWHERE, undecided: ELSEWHERE };
/** Cases that a rule cannot have, each with the reason. */
const withoutCase: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "AUTHZ-13": { undecided: "the version is in the type, which is always known" },
    "GOV-01": CONFIGURATION,
    "GOV-03": { undecided: "the options of a resource are always known" },
    "GOV-05": CONFIGURATION,
    "SEC-02": {
        allowed: "it refuses nothing",
        refused: "it mends what it finds",
        undecided: "what is not known yet is as secret as what is",
    },
};

function sourceOf(...path: readonly string[]): string {
    const file = join(__dirname, "..", "..", ...path);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
}

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

    it("has a table of cases for each rule: allowed, refused, undecided, exempt, and in every kind", () => {
        const lacking = rules.flatMap(({ id, settings }) => {
            const room = id.toLowerCase();
            const rule = sourceOf("rules", room.replace(/-\d+$/, ""), room, "preview.ts");
            const cases = sourceOf("test/policy", `${id.toLowerCase()}.spec.ts`);
            const wanted = new Map<string, RegExp>([
                ["allowed", /allows|leaves alone|says nothing/],
                ["refused", /violation|refuses/],
                ["undecided", /undecided/],
                ...(settings.includes("exemptNamespaces") ? [["exempt", /exempt/] as const] : []),
                ...(/isWorkload\(|workloadOf\(|index\.workloads|judgeContainers\(/.test(rule)
                    ? [["in every kind", /InEveryKind|inEveryKind|testEveryKind/] as const]
                    : []),
            ]);
            return [...wanted]
                .filter(([kind, pattern]) => !pattern.test(cases) && !withoutCase[id]?.[kind])
                .map(([kind]) => `${id}: ${kind}`);
        });
        assert.deepEqual(lacking, []);
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
