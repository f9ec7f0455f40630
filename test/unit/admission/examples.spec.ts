import assert from "node:assert/strict";

import { admissionRules } from "../../../rules/rules";
import { outcomes } from "../../../scripts/exampleFiles";
import { fixtures } from "./fixtures";

describe("The examples of the rules at admission", () => {
    it("are put to every enforcer, both of each rule", () => {
        const titles = fixtures.map(({ rule, title }) => `${rule}: ${title}`);
        const expected = admissionRules.flatMap(({ id }) =>
            outcomes.map((outcome) => `${id}: its example of what is ${outcome}`),
        );
        assert.deepEqual(
            titles.filter((title) => title.includes("its example of")),
            expected,
        );
    });
});
