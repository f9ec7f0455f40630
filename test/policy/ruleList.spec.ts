import assert from "node:assert/strict";
import { ruleList } from "../../scripts/ruleList";

describe("the list of rules", () => {
    it("has every folder of a rule; `npm run docs` writes it", async () => {
        assert.equal(ruleList.written(), await ruleList.text());
    });
});
