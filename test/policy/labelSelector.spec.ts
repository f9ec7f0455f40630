import assert from "node:assert/strict";
import fc from "fast-check";
import { SelectorIndex, selects, selectsAll } from "../../rules/kubernetes/labelSelector";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { type Ternary } from "../../rules/reading/ternary";

const labels = { app: "face", tier: "web" };
const expression = (key: Json, operator: Json, values?: Json) => ({
    matchExpressions: [{ key, operator, values }],
});

const said = (verdict: Ternary) => (typeof verdict === "boolean" ? String(verdict) : "not known");

describe("a label selector", () => {
    for (const [selector, selected] of [
        [undefined, true],
        [{}, true],
        [{ matchLabels: { app: "face" } }, true],
        [{ matchLabels: { app: "face", tier: "web" } }, true],
        [{ matchLabels: { app: "gui" } }, false],
        [{ matchLabels: { zone: "a" } }, false],
        [{ matchLabels: { app: UNKNOWN } }, UNKNOWN],
        [{ matchLabels: { app: UNKNOWN, tier: "db" } }, false],
        [expression("app", "In", ["face", "gui"]), true],
        [expression("app", "In", ["gui"]), false],
        [expression("app", "NotIn", ["gui"]), true],
        [expression("app", "NotIn", ["face"]), false],
        [expression("zone", "NotIn", ["a"]), true],
        [expression("app", "Exists"), true],
        [expression("zone", "Exists"), false],
        [expression("zone", "DoesNotExist"), true],
        [expression("app", "In", UNKNOWN), UNKNOWN],
        [expression("app", "Like", ["f*"]), UNKNOWN],
        [UNKNOWN, UNKNOWN],
    ] as const) {
        it(`${JSON.stringify(selector)} selects a face: ${said(selected)}`, () => {
            assert.equal(selects(selector, labels), selected);
        });
    }

    for (const [selector, all] of [
        [undefined, true],
        [{}, true],
        [{ matchLabels: {}, matchExpressions: [] }, true],
        [{ matchLabels: { app: "face" } }, false],
        [expression("app", "Exists"), false],
        [UNKNOWN, UNKNOWN],
        [{ matchLabels: UNKNOWN }, UNKNOWN],
    ] as const) {
        it(`${JSON.stringify(selector)} selects everything: ${said(all)}`, () => {
            assert.equal(selectsAll(selector), all);
        });
    }
});

describe("an index by label selectors", () => {
    const value = fc.constantFrom("a", "b", UNKNOWN);
    const labelled = fc.dictionary(fc.constantFrom("app", "tier", "zone"), value, { maxKeys: 3 });

    it("finds exactly what selects a pod, or may", () => {
        fc.assert(
            fc.property(fc.array(labelled, { maxLength: 6 }), labelled, (selectors, pod) => {
                const index = new SelectorIndex<number>();
                selectors.forEach((matchLabels, position) => {
                    index.add({ matchLabels }, position);
                });
                const found = index
                    .selecting(pod)
                    .map(({ thing }) => thing)
                    .sort((left, right) => left - right);
                const wanted = selectors.flatMap((matchLabels, position) =>
                    selects({ matchLabels }, pod) === false ? [] : [position],
                );
                assert.deepEqual(found, wanted);
            }),
        );
    });
});
