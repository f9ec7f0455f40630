import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isProcess } from "../runLock";

/** What a built tool depends on; another of any of these is another tool. */
export interface BuildInputs {
    version: string;
    goMod: string;
    goSum: string;
    flags: string[];
    /** Operating system and architecture, "linux-x64". */
    platform: string;
}

/** Folder for tools of one kind, such as `engine`, shared by all clones of one user. */
export function toolCache(kind: string, environment: NodeJS.ProcessEnv = process.env): string {
    const base = environment.XDG_CACHE_HOME;
    return join(
        base && isAbsolute(base) ? base : join(homedir(), ".cache"),
        "zero-trust-reference-architecture",
        kind,
    );
}

/** Name of the folder of a built tool: version, platform and hash of everything else. */
export function buildKey({ version, goMod, goSum, flags, platform }: BuildInputs): string {
    const hash = createHash("sha256").update(JSON.stringify([goMod, goSum, flags]));
    return `build-${version}-${platform}-${hash.digest("hex").slice(0, 16)}`;
}

const draftName = /^\.draft-(\d+)-/;

/**
 * Fills a folder of the cache in one step: it appears complete or not at all. Of two runs that
 * fill the same folder at once, the first to end wins and the other uses the winner's.
 *
 * @returns absolute path of the filled folder
 */
export async function fillFolder(
    cache: string,
    name: string,
    fill: (draft: string) => Promise<void>,
): Promise<string> {
    const folder = join(cache, name);
    mkdirSync(cache, { recursive: true });
    removeAbandonedDrafts(cache);
    const draft = join(cache, `.draft-${process.pid}-${name}`);
    const removeDraft = (): void => {
        rmSync(draft, { recursive: true, force: true, maxRetries: 3 });
    };
    mkdirSync(draft, { recursive: true });
    process.once("exit", removeDraft);
    try {
        await fill(draft);
        try {
            renameSync(draft, folder);
        } catch (error) {
            if (!existsSync(folder)) {
                throw error;
            }
        }
        return folder;
    } finally {
        process.off("exit", removeDraft);
        removeDraft();
    }
}

/** A run that was killed could not remove its own. */
function removeAbandonedDrafts(cache: string): void {
    for (const name of readdirSync(cache)) {
        const owner = draftName.exec(name)?.[1];
        if (owner !== undefined && !isProcess(Number(owner))) {
            rmSync(join(cache, name), { recursive: true, force: true });
        }
    }
}
