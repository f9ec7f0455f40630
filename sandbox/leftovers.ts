import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isProcess } from "./runLock";
import type { StackState } from "./state";

/**
 * Process ids of the engines that hold a lock on a stack, or held one when they were killed. With
 * the run lock in hand they can only be those of a run that was killed.
 */
export function engineLockHolders(backend: string, project: string, stack: string): number[] {
    const folder = lockFolder(backend, project, stack);
    if (!existsSync(folder)) {
        return [];
    }
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return files.map((file) => {
        try {
            const lock: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
            return lock && typeof lock === "object" && "pid" in lock ? Number(lock.pid) : 0;
        } catch {
            return 0;
        }
    });
}

/**
 * Puts in order what a killed run left, so that it does not stop the next one: the lock of its
 * engine, files that the engine was writing, and operations that it had begun.
 *
 * @returns whether there was anything
 */
export async function clearLeftovers(
    backend: string,
    project: string,
    stack: string,
    state: StackState,
): Promise<boolean> {
    const holders = engineLockHolders(backend, project, stack);
    await Promise.all(holders.map(awaitEnd));
    rmSync(lockFolder(backend, project, stack), { recursive: true, force: true });
    const cutOff = removeCutOffAttributes(backend);
    const begun = state.exists ? state.dropPendingOperations() : 0;
    return holders.length > 0 || cutOff > 0 || begun > 0;
}

/**
 * The file backend replaces its files as a whole, but not the attributes beside them: it does
 * without missing ones, and fails at those that a kill cut off.
 */
function removeCutOffAttributes(backend: string): number {
    const cutOff = readdirSync(backend, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".attrs"))
        .map((name) => join(backend, name))
        .filter((file) => !isJson(readFileSync(file, "utf8")));
    cutOff.forEach((file) => {
        rmSync(file);
    });
    return cutOff.length;
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

function lockFolder(backend: string, project: string, stack: string): string {
    return join(backend, ".pulumi", "locks", "organization", project, stack);
}

/**
 * Waits for an engine whose run was killed: without its program and providers it soon ends, and
 * writes its state before. One that does not is killed, unless the id belongs to something else by
 * now.
 */
async function awaitEnd(pid: number): Promise<void> {
    if (!isEngine(pid)) {
        return;
    }
    for (let waited = 0; waited < 10_000 && isProcess(pid); waited += 100) {
        await delay(100);
    }
    killEngine(pid);
}

export function killEngine(pid: number): void {
    if (isEngine(pid)) {
        process.kill(pid, "SIGKILL");
    }
}

function isEngine(pid: number): boolean {
    if (pid <= 0 || !isProcess(pid)) {
        return false;
    }
    try {
        const command = existsSync("/proc/self")
            ? readFileSync(`/proc/${pid}/comm`, "utf8")
            : execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
        return basename(command.trim()) === "pulumi";
    } catch {
        // Ended in the meantime, or nothing tells what it is: left alone.
        return false;
    }
}
