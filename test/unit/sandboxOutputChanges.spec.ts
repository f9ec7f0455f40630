import assert from "node:assert/strict";

import { outputChanges, outputChangeText } from "../../sandbox/outputChanges";

describe("What differs between two sets of outputs", () => {
    const lines = (before: Record<string, unknown>, after: Record<string, unknown>) =>
        outputChanges(before, after).map(outputChangeText);

    it("is nothing where all is the same", () => {
        assert.deepEqual(
            lines({ url: "a", access: { b: "c" } }, { access: { b: "c" }, url: "a" }),
            [],
        );
    });

    it("names the entries of a map that are new, gone, or other than before", () => {
        assert.deepEqual(
            lines(
                { access: { "face → color": "every request", "face → smiley": "every request" } },
                { access: { "face → smiley": "GET /", "gui → smiley": "every request" } },
            ),
            [
                '- access["face → color"]: every request',
                '~ access["face → smiley"]: every request → GET /',
                '+ access["gui → smiley"]: every request',
            ],
        );
    });

    it("names outputs that are new, gone, or of another kind", () => {
        assert.deepEqual(lines({ ip: "a", user: "x" }, { ip: ["a"], url: "b" }), [
            '~ ip: a → ["a"]',
            "+ url: b",
            "- user: x",
        ]);
    });
});
