import assert from "node:assert/strict";
import { readObjects } from "../../../manifests/objects";

describe("A List", () => {
    it("is none without items, which may be misspelt", () => {
        const problems: string[] = [];
        const text = "apiVersion: v1\nkind: List\nItems: [{apiVersion: v1, kind: Pod}]\n";
        assert.deepEqual(readObjects(text, "list.yaml", problems), []);
        assert.deepEqual(problems, ["list.yaml:1: document 1 is a List and has no items"]);
    });

    it("may be empty", () => {
        const problems: string[] = [];
        for (const items of ["[]", "null"]) {
            const text = `apiVersion: v1\nkind: List\nitems: ${items}\n`;
            assert.deepEqual(readObjects(text, "list.yaml", problems), []);
        }
        assert.deepEqual(problems, []);
    });
});
