import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeRunLock } from "../../sandbox/runLock";

describe("the lock of a sandbox folder", () => {
    let home: string;

    beforeEach(() => {
        home = mkdtempSync(join(tmpdir(), "sandbox-lock-"));
    });

    afterEach(() => {
        rmSync(home, { recursive: true });
    });

    it("names the process that holds it, and leaves it to that process", () => {
        const lock = takeRunLock(home);
        assert.throws(
            () => takeRunLock(home),
            new Error(
                `${home}: a sandbox run is at work there (process ${process.pid}); ` +
                    "wait for it, stop it, or give another folder with --home",
            ),
        );
        lock.release();
        assert.deepEqual(readdirSync(home), []);
    });

    it("is taken over from a process that is no longer alive", () => {
        const { pid } = spawnSync(process.execPath, ["--eval", ""]);
        writeFileSync(join(home, "lock"), JSON.stringify({ pid, started: null }));
        const lock = takeRunLock(home);
        assert.equal(lock.takenOver, true);
        assert.deepEqual(readdirSync(home), ["lock"]);
        lock.release();
    });

    it("is taken over where its process id belongs to another process by now", () => {
        writeFileSync(join(home, "lock"), JSON.stringify({ pid: process.pid, started: "1" }));
        assert.equal(takeRunLock(home).takenOver, true);
    });

    it("is taken over where a crash cut its file off", () => {
        writeFileSync(join(home, "lock"), "");
        assert.equal(takeRunLock(home).takenOver, true);
    });

    it("is not removed by a release that comes late", () => {
        const lock = takeRunLock(home);
        const other = JSON.stringify({ pid: 1, started: null });
        writeFileSync(join(home, "lock"), other);
        lock.release();
        assert.equal(readFileSync(join(home, "lock"), "utf8"), other);
    });
});
