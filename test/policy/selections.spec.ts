import assert from "node:assert/strict";
import fc from "fast-check";
import { podsOf } from "../../rules/kubernetes/pods";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { serverSelections, serversOf } from "../../rules/linkerd/servers";
import { server, workload } from "./mesh";

const VALUES = ["x", "y"] as const;
type Labels = Readonly<Record<"a" | "b", Json>>;

const label = fc.constantFrom<Json>(UNKNOWN, undefined, ...VALUES);
const labels: fc.Arbitrary<Labels> = fc.record({ a: label, b: label });
const key = fc.constantFrom("a", "b");
const selector = fc.record({
    matchLabels: fc.dictionary(key, fc.constantFrom(...VALUES), { maxKeys: 2 }),
    matchExpressions: fc.array(
        fc.record({
            key,
            operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
            values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1 }),
        }),
        { maxLength: 2 },
    ),
});

/** Whether a Server with the selector selects pods with the labels; `undefined` where in doubt. */
function selected(podSelector: Json, given: Labels): boolean | undefined {
    const index = new ResourceIndex([
        workload("face", { labels: given }),
        server("face", { podSelector }),
    ]);
    const [one] = serversOf(index);
    const [pods] = podsOf(index);
    assert.ok(one && pods);
    const selections = serverSelections(index);
    const isSelected = selections.podsOf(one).length > 0;
    assert.equal(selections.of(pods).length > 0, isSelected);
    assert.equal(selections.doubtOf(one) === undefined, selections.doubtOfPods(pods) === undefined);
    return isSelected ? true : selections.doubtOf(one) === undefined ? false : undefined;
}

/** All labels that may turn out to be there. */
function outcomes({ a, b }: Labels): Labels[] {
    const each = (value: Json) => (value === UNKNOWN ? [...VALUES, "z"] : [value]);
    return each(a).flatMap((one) => each(b).map((other) => ({ a: one, b: other })));
}

describe("a selection of pods by labels that are not all known", () => {
    it("is sure exactly of what comes true whatever the labels turn out to be", () => {
        fc.assert(
            fc.property(selector, labels, (podSelector, given) => {
                const verdict = selected(podSelector, given);
                const found = new Set(outcomes(given).map((each) => selected(podSelector, each)));
                if (verdict !== undefined) {
                    assert.deepEqual([...found], [verdict]);
                }
            }),
            { numRuns: 1000 },
        );
    });

    it("is in doubt only where the selector asks for what is not known", () => {
        fc.assert(
            fc.property(selector, labels, (podSelector, given) => {
                const asked = new Set([
                    ...Object.keys(podSelector.matchLabels),
                    ...podSelector.matchExpressions.map((each) => each.key),
                ]);
                const isAsked =
                    (asked.has("a") && given.a === UNKNOWN) ||
                    (asked.has("b") && given.b === UNKNOWN);
                if (!isAsked) {
                    assert.notEqual(selected(podSelector, given), undefined);
                }
            }),
            { numRuns: 1000 },
        );
    });

    it("knows a list of values that is empty from none, as Linkerd's controller does", () => {
        const selecting = (operator: string, values?: readonly string[]) =>
            selected({ matchExpressions: [{ key: "a", operator, values }] }, { a: "x", b: "y" });
        assert.deepEqual(
            [selecting("Exists"), selecting("Exists", []), selecting("NotIn", [])],
            [true, false, true],
        );
        assert.deepEqual([selecting("NotIn"), selecting("In", [])], [false, false]);
    });

    it("is in doubt of all pods whose labels are not known at all, but for everything", () => {
        const face = (podSelector: Json) => {
            const index = new ResourceIndex([
                workload("face", { labels: UNKNOWN }),
                server("face", { podSelector }),
            ]);
            const [one] = serversOf(index);
            assert.ok(one);
            const selections = serverSelections(index);
            return [selections.podsOf(one).length, selections.doubtOf(one)?.reading.path.at(-1)];
        };
        assert.deepEqual(face({}), [1, undefined]);
        assert.deepEqual(face({ matchLabels: { app: "face" } }), [0, "labels"]);
    });
});
