import assert from "node:assert/strict";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import type { Resource } from "../../rules/reading/resource";
import { sec07 } from "../../rules/sec/sec-07/rule";
import { lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const password = (object: JsonObject): Resource => ({
    urn: "urn:pulumi:dev::faces::random:index/randomPassword:RandomPassword::it",
    type: "random:index/randomPassword:RandomPassword",
    object,
});
const LENGTH = 'RandomPassword "it" length';

describe("SEC-07: generated passwords are too long to be guessed", () => {
    testCases(sec07, [
        {
            title: "allows 112 bits, of whichever characters",
            objects: [
                password({ length: 18 }),
                password({ length: 19, special: false }),
                password({ length: 34, special: false, upper: false, lower: false }),
            ],
            findings: [],
        },
        {
            title: "refuses fewer, and none",
            objects: [
                password({ length: 17 }),
                password({ length: 18, special: false }),
                password({ length: 33, special: false, upper: false, lower: false }),
                password({ length: 0 }),
                password({}),
                password({
                    length: 32,
                    special: false,
                    upper: false,
                    lower: false,
                    numeric: false,
                }),
            ],
            findings: Array.from({ length: 6 }, () => `violation ${LENGTH}`),
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [password({ length: UNKNOWN }), password({ length: 32, special: UNKNOWN })],
            findings: [`undecided ${LENGTH}`, 'undecided RandomPassword "it" special'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sec07, [password({ length: 8, special: false })]), [
            'SEC-07: RandomPassword "it" has 47 bits, which somebody with its hash can guess' +
                ` (length) — Fix: ${remedyOf("SEC-07")}`,
        ]);
    });
});
