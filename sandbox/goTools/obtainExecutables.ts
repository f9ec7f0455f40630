import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { parse } from "semver";
import type { Progress } from "../progress";
import { findExecutable } from "./executables";
import { buildTools, builtFolder, type GoTools } from "./goBuild";
import { toolCache } from "./toolCache";

/** Executables of one version, wherever they come from. */
export interface ExecutableSet<Name extends string> {
    /** Those that are needed; {@link tools} builds them, and perhaps others. */
    names: readonly Name[];
    tools: GoTools;
    /** Folder of the cache. */
    cache: string;
    /** Whether one that was found will do, by the version that it tells. */
    accepts: (name: Name, version: string) => boolean;
    /** What to put on PATH instead of a build: "Kubernetes 1.35". */
    alternative: string;
}

/**
 * Each executable from the folder KUBEBUILDER_ASSETS (where `setup-envtest` puts them) or from PATH
 * if it is of the right version; those that are missing from a build with Go, which stays in a cache
 * outside of the clone.
 *
 * @returns absolute paths
 * @throws Error naming what is missing and the remedies
 */
export async function obtainExecutables<Name extends string>(
    set: ExecutableSet<Name>,
    progress: Progress,
    environment: NodeJS.ProcessEnv,
): Promise<Record<Name, string>> {
    const { names, tools } = set;
    const found = await findExecutables(set, environment);
    const missing = names.filter((name) => !found.has(name));
    if (missing.length > 0) {
        const cache = toolCache(set.cache, environment);
        const folder = join(cache, builtFolder(tools));
        if (!existsSync(folder)) {
            if (findExecutable("go", environment.PATH ?? "") === undefined) {
                throw new Error(missingText(missing, set));
            }
            await buildTools(tools, cache, progress);
        }
        for (const name of missing) {
            found.set(name, join(folder, name));
        }
    }
    return Object.fromEntries(found) as Record<Name, string>;
}

/**
 * An executable of exactly the version that its module says: one that is found may be of any, since
 * it does not tell, or not in words that are understood here.
 *
 * @param name of the one command of the tools
 * @returns absolute path; a first run builds it
 * @throws Error naming what is missing and the remedies
 */
export async function obtainBuilt(
    name: string,
    tools: GoTools,
    cache: string,
    progress: Progress,
): Promise<string> {
    const executables: Record<string, string> = await obtainExecutables(
        { names: [name], tools, cache, accepts: () => false, alternative: tools.title },
        progress,
        process.env,
    );
    return executables[name] ?? "";
}

function missingText<Name extends string>(
    missing: readonly Name[],
    { tools, alternative }: ExecutableSet<Name>,
): string {
    return [
        `No ${missing.join(", no ")} could be obtained. Any one of these helps:`,
        `  - install Go ${tools.module.goVersion} or newer (https://go.dev/dl/) and let it reach a ` +
            "Go module proxy (GOPROXY), so that they can be built",
        `  - put executables of ${alternative} on PATH, or into a folder that KUBEBUILDER_ASSETS ` +
            "names (https://book.kubebuilder.io/reference/envtest)",
    ].join("\n");
}

async function findExecutables<Name extends string>(
    { names, accepts }: ExecutableSet<Name>,
    environment: NodeJS.ProcessEnv,
): Promise<Map<Name, string>> {
    const searchPath = [environment.KUBEBUILDER_ASSETS, environment.PATH]
        .filter((each) => each !== undefined)
        .join(delimiter);
    const found = new Map<Name, string>();
    for (const name of names) {
        const file = findExecutable(name, searchPath);
        const version = file && (await versionOf(file));
        if (file !== undefined && version !== undefined && accepts(name, version)) {
            found.set(name, file);
        }
    }
    return found;
}

/** The version that an executable tells, or undefined where it does not run. */
async function versionOf(file: string): Promise<string | undefined> {
    try {
        const { stdout } = await promisify(execFile)(file, ["--version"], { timeout: 20_000 });
        return readVersion(stdout);
    } catch {
        return undefined;
    }
}

/** The semantic version in "Kubernetes v1.35.8", "etcd Version: 3.6.5" and "kwok version 0.8.0 …". */
export function readVersion(text: string): string | undefined {
    const version = /^(?:Kubernetes|etcd Version:|kwok version) (\S+)/m.exec(text)?.[1];
    return parse(version)?.version;
}
