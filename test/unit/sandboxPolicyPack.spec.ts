import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isStale } from "../../sandbox/policyPack";

describe("a policy pack", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "policy-pack-"));
        write("index.ts", 100);
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(name: string, time: number): void {
        const file = join(folder, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, "");
        utimesSync(file, time, time);
    }

    it("is not compiled where it is not written in TypeScript", () => {
        assert.equal(isStale(folder), false);
    });

    it("is compiled where it never was", () => {
        write("tsconfig.json", 100);
        assert.equal(isStale(folder), true);
    });

    it("is not compiled again where nothing changed", () => {
        write("tsconfig.json", 100);
        write("dist/index.js", 200);
        write("node_modules/dependency/index.ts", 300);
        assert.equal(isStale(folder), false);
    });

    it("is compiled again after a change of any source", () => {
        write("tsconfig.json", 100);
        write("dist/index.js", 200);
        write("rules/mesh.ts", 300);
        assert.equal(isStale(folder), true);
    });
});
