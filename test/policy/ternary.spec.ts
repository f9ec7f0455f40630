import assert from "node:assert/strict";
import { UNKNOWN } from "../../rules/reading/read";
import { every, some } from "../../rules/reading/ternary";

describe("what is true, false or not known", () => {
    it("is false for all as soon as one is, and true for some as soon as one is", () => {
        assert.equal(every(true, UNKNOWN, false), false);
        assert.equal(every(true, UNKNOWN), UNKNOWN);
        assert.equal(every(), true);
        assert.equal(some([false, UNKNOWN, true]), true);
        assert.equal(some([false, UNKNOWN]), UNKNOWN);
        assert.equal(some([]), false);
    });
});
