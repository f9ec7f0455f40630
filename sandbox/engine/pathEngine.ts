import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gte, major, parse } from "semver";
import { findExecutable } from "../goTools/executables";
import type { Engine } from "./engine";

/**
 * The SDK of the program: an engine at least as new understands all that this SDK's Automation API
 * asks of it, an older one need not. To be raised together with @pulumi/pulumi in package.json.
 */
export const minimumEngineVersion = "3.248.0";

/** Where the built engine's way to run Node.js policy packs is. */
export const analyzerFolder = join(__dirname, "bin");

export interface FoundEngine {
    /** Absolute path. */
    command: string;
    /** Semantic version without "v". */
    version: string;
    /** Whether it has its own way to run Node.js policy packs: official installations do. */
    hasNodeHost: boolean;
}

/** @throws Error saying why it will not do */
export function acceptPathEngine(found: FoundEngine | undefined): Engine {
    if (!found) {
        throw new Error("there is no pulumi on PATH");
    }
    const { command, version, hasNodeHost } = found;
    if (!gte(version, minimumEngineVersion)) {
        throw new Error(`${command} is ${version}, older than ${minimumEngineVersion}`);
    }
    if (major(version) !== major(minimumEngineVersion)) {
        throw new Error(`${command} is ${version}, newer than the SDK's major version`);
    }
    return { command, version, source: "path", path: hasNodeHost ? [] : [analyzerFolder] };
}

/** @throws Error where the `pulumi` on PATH does not run */
export async function findPathEngine(searchPath: string): Promise<FoundEngine | undefined> {
    const command = findExecutable("pulumi", searchPath);
    if (command === undefined) {
        return undefined;
    }
    const besides = [dirname(realpathSync(command)), searchPath].join(delimiter);
    const host = findExecutable("pulumi-language-nodejs", besides);
    return { command, version: await versionOf(command), hasNodeHost: host !== undefined };
}

/** @throws Error where the executable does not run, or tells no semantic version */
export async function versionOf(command: string): Promise<string> {
    const { stdout } = await promisify(execFile)(command, ["version"], {
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
        timeout: 20_000,
    });
    const version = parse(stdout.trim());
    if (!version) {
        throw new Error(`${command} tells no version: ${JSON.stringify(stdout.trim())}`);
    }
    return version.version;
}
