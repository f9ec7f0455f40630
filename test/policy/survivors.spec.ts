import assert from "node:assert/strict";

import { defaultSettings } from "../../rules/settings";
import type { MutatedStack } from "./mutatedStacks";
import type { Outcome } from "./mutationOutcomes";
import { mutationsOf } from "./mutations";
import { differences, survivorsOf, withFound } from "./survivors";
import { namespace } from "./support";

const stack: MutatedStack = {
    name: "dev",
    resources: [],
    settings: defaultSettings,
    mutations: [],
};

/** What becomes of the mutations of two Namespaces, where those that fit are refused. */
function outcomes(isRefused: (of: string, operator: string) => boolean): Outcome[] {
    return ["a", "b"].flatMap((name) => {
        const surroundings = { namespaces: [], otherNames: new Map<string, string>() };
        return [...mutationsOf(namespace(name, { owner: "us" }), surroundings)]
            .filter(({ field }) => field.endsWith(".owner"))
            .map((mutation) => ({
                stack,
                mutation,
                refusedBy: isRefused(name, mutation.operator) ? ["GOV-02"] : [],
            }));
    });
}

const nothingRefused = survivorsOf(outcomes(() => false));
const OWNER = "metadata.annotations.owner";
const table = (survivors: Record<string, string>) => [{ because: "a label", survivors }];

describe("The table of survivors", () => {
    it("counts them by field and operator", () => {
        assert.deepEqual(withFound([], nothingRefused), [
            {
                because: "",
                survivors: { [`Namespace ${OWNER}`]: "empty 2, other 2, remove 2, star 2" },
            },
        ]);
    });

    it("names the object where another's mutation of the same kind is refused", () => {
        const found = survivorsOf(outcomes((of, operator) => of === "a" && operator === "star"));
        assert.deepEqual(withFound([], found), [
            {
                because: "",
                survivors: {
                    [`Namespace "b" ${OWNER}`]: "star 1",
                    [`Namespace ${OWNER}`]: "empty 2, other 2, remove 2",
                },
            },
        ]);
    });

    it("says nothing where it is exact, whichever the reason", () => {
        assert.deepEqual(
            differences(
                [
                    ...table({ [`Namespace ${OWNER}`]: "empty 2, other 2, remove 2" }),
                    { because: "nobody reads it", survivors: { [`Namespace ${OWNER}`]: "star 2" } },
                ],
                nothingRefused,
            ),
            [],
        );
    });

    it("tells a survivor that is not listed, one that is none, and another count", () => {
        assert.deepEqual(
            differences(
                table({
                    [`Namespace ${OWNER}`]: "empty 2, other 1, remove 2",
                    "Host spec": "twin 1",
                }),
                nothingRefused,
            ),
            [
                `survives, unlisted: Namespace ${OWNER}: other 2`,
                `survives, unlisted: Namespace ${OWNER}: star 2`,
                `listed, no survivor: Namespace ${OWNER}: other 1`,
                "listed, no survivor: Host spec: twin 1",
            ],
        );
    });

    it("tells a reason that covers what a rule refuses of another object", () => {
        const found = survivorsOf(outcomes((of) => of === "a"));
        assert.deepEqual(
            differences(
                table({
                    [`Namespace ${OWNER}`]: "star 1",
                    [`Namespace "b" ${OWNER}`]: "empty 1, other 1, remove 1",
                }),
                found,
            ),
            [
                `survives, unlisted: Namespace "b" ${OWNER}: star 1`,
                `listed, no survivor: Namespace ${OWNER}: star 1`,
            ],
        );
    });

    it("tells what stands under two reasons", () => {
        const listed = table({ [`Namespace ${OWNER}`]: "empty 2, other 2, remove 2, star 2" });
        assert.deepEqual(
            differences(
                [...listed, ...table({ [`Namespace ${OWNER}`]: "star 2" })],
                nothingRefused,
            ),
            [`listed under two reasons: Namespace ${OWNER}: star 2`],
        );
    });

    it("keeps the reasons that are written, and puts what is new under none", () => {
        assert.deepEqual(
            withFound(table({ [`Namespace ${OWNER}`]: "empty 1, other 9" }), nothingRefused),
            [
                ...table({ [`Namespace ${OWNER}`]: "empty 2, other 2" }),
                { because: "", survivors: { [`Namespace ${OWNER}`]: "remove 2, star 2" } },
            ],
        );
    });
});
