import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";

/** Command lines of processes that work in a folder. */
export function processesIn(folder: string): string[] {
    return execFileSync("ps", ["-A", "-o", "args="], { encoding: "utf8" })
        .split("\n")
        .filter((line) => line.includes(folder) && !line.startsWith("ps "));
}

/** A watchdog needs a moment to notice that its sandbox was killed. */
export async function assertNoProcesses(folder: string): Promise<void> {
    for (let waited = 0; waited < 5_000 && processesIn(folder).length > 0; waited += 100) {
        await delay(100);
    }
    assert.deepEqual(processesIn(folder), []);
}
