import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What a run of one spec prints on standard error. */
function closingLines(spec: string): string[] {
    const mocha = spawnSync(process.execPath, ["node_modules/mocha/bin/mocha.js", "--spec", spec], {
        cwd: root,
        encoding: "utf8",
    });
    assert.equal(mocha.status, 0, mocha.stdout);
    return mocha.stderr.split("\n").filter((line) => line !== "");
}

describe("A run of tests", () => {
    it("says at its end what was not checked, and why", () => {
        assert.deepEqual(closingLines("test/support/fixtures/lacking.spec.ts"), [
            "  Not checked, because the tool is not on PATH: 3 tests (What lacks a tool; What lacks something here and there)",
            "  Not checked, because the network is not on PATH: 1 test (What lacks something here and there)",
            "  Checked in part, because the tool is not on PATH: without the tool's own answer",
        ]);
    });

    it("says nothing where all was checked", () => {
        assert.deepEqual(closingLines("test/policy/ternary.spec.ts"), []);
    });
});
