import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

export interface Measurement {
    /** From start to end, in seconds. */
    readonly seconds: number;
    /** The most memory that it had resident at once, in megabytes; of its children nothing. */
    readonly megabytes: number;
    readonly output: string;
    readonly exitCode: number | null;
}

/** How often the kernel's own high-water mark is read; what it grows after the last time is lost. */
const SAMPLE_MILLISECONDS = 10;

/** Runs a program to its end. Its memory is taken from `/proc`, and is 0 where there is none. */
export async function measureProcess(
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
): Promise<Measurement> {
    const start = performance.now();
    const child = spawn(command, args, {
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, ...environment },
    });
    let kilobytes = 0;
    const sampling = setInterval(() => {
        kilobytes = Math.max(kilobytes, highWaterMark(child.pid));
    }, SAMPLE_MILLISECONDS);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    try {
        const exitCode = await new Promise<number | null>((resolve, reject) => {
            child.on("error", reject);
            child.on("close", resolve);
        });
        return {
            seconds: (performance.now() - start) / 1000,
            megabytes: Math.round(kilobytes / 1024),
            output: Buffer.concat(chunks).toString("utf8"),
            exitCode,
        };
    } finally {
        clearInterval(sampling);
    }
}

function highWaterMark(pid: number | undefined): number {
    try {
        const status = readFileSync(`/proc/${pid ?? 0}/status`, "utf8");
        return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
    } catch {
        // It has ended, or this is not Linux.
        return 0;
    }
}
