import {
    linkSync,
    mkdirSync,
    readFileSync,
    renameSync,
    rmSync,
    unlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";

interface Holder {
    pid: number;
    /** When the process was started, where the system tells; a process id alone is used again. */
    started: string | null;
}

export interface RunLock {
    /** True where the last run ended without giving its lock back. */
    takenOver: boolean;
    release(): void;
}

/**
 * Lets one run at a time work in a sandbox folder. The lock of a run that is no longer alive is
 * taken over.
 *
 * @throws Error naming the process that holds the lock
 */
export function takeRunLock(home: string): RunLock {
    mkdirSync(home, { recursive: true });
    const file = join(home, "lock");
    const own = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
    const draft = join(home, `lock.${process.pid}`);
    writeFileSync(draft, own);
    try {
        let takenOver = false;
        // A link is made or refused in one step: two runs cannot both get it.
        while (!linked(draft, file)) {
            const holder = readHolder(file);
            if (holder && isAlive(holder)) {
                throw new Error(
                    `${home}: a sandbox run is at work there (process ${holder.pid}); ` +
                        `wait for it, stop it, or give another folder with --home`,
                );
            }
            removeStale(file, `${draft}.stale`);
            takenOver = true;
        }
        return {
            takenOver,
            release: () => {
                if (readHolder(file)?.pid === process.pid) {
                    rmSync(file, { force: true });
                }
            },
        };
    } finally {
        unlinkSync(draft);
    }
}

/** Two runs may find the same dead holder: the slower one must not remove the faster one's lock. */
function removeStale(file: string, aside: string): void {
    renameSync(file, aside);
    const holder = readHolder(aside);
    if (holder && isAlive(holder)) {
        linked(aside, file);
    }
    rmSync(aside);
}

function linked(draft: string, file: string): boolean {
    try {
        linkSync(draft, file);
        return true;
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "EEXIST") {
            return false;
        }
        throw error;
    }
}

function readHolder(file: string): Holder | undefined {
    try {
        const holder: unknown = JSON.parse(readFileSync(file, "utf8"));
        if (holder && typeof holder === "object" && "pid" in holder && "started" in holder) {
            const { pid, started } = holder;
            return typeof pid === "number" && (typeof started === "string" || started === null)
                ? { pid, started }
                : undefined;
        }
    } catch {
        // Gone in the meantime, or cut off by a crash: nobody holds it.
    }
    return undefined;
}

function isAlive(holder: Holder): boolean {
    return isProcess(holder.pid) && startOf(holder.pid) === holder.started;
}

/** Whether a process of this id exists, ours or another user's. */
export function isProcess(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}

function startOf(pid: number): string | null {
    try {
        // Linux' stat; the second field, in parentheses, may itself hold blanks.
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        // A process that ended but was not waited for still has its id.
        return state === "Z" ? null : (fields[18] ?? null);
    } catch {
        return null;
    }
}
