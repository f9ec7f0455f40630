import { execFile } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether the compiled form of a policy pack is missing or older than its sources. */
export function isStale(directory: string): boolean {
    if (!existsSync(join(directory, "tsconfig.json"))) {
        return false;
    }
    const compiled = newest(join(directory, "dist"), () => true);
    return compiled === 0 || compiled < newest(directory, isSource);
}

/** @throws Error with the compiler's messages */
export async function buildPolicyPack(directory: string): Promise<void> {
    const typescript = dirname(createRequire(__filename).resolve("typescript/package.json"));
    try {
        await run(process.execPath, [join(typescript, "bin", "tsc"), "-b", directory]);
    } catch (error) {
        const messages = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
        throw new Error(`${directory}: the policy pack does not compile\n${messages}`.trim());
    }
}

function isSource(name: string): boolean {
    return name.endsWith(".ts") || name === "package.json" || name === "tsconfig.json";
}

function newest(directory: string, counts: (name: string) => boolean): number {
    if (!existsSync(directory)) {
        return 0;
    }
    const times = readdirSync(directory, { withFileTypes: true }).map((entry) => {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) {
            return entry.name === "node_modules" || entry.name === "dist"
                ? 0
                : newest(path, counts);
        }
        return counts(entry.name) ? statSync(path).mtimeMs : 0;
    });
    return Math.max(0, ...times);
}
