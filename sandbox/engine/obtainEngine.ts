import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findExecutable } from "../goTools/executables";
import { buildTools, builtFolder, type ToolsModule } from "../goTools/goBuild";
import { toolCache } from "../goTools/toolCache";
import type { Progress } from "../progress";
import type { Engine } from "./engine";
import { engineTools } from "./engineTools";
import { downloadEngine, downloadFolder } from "./officialDownload";
import {
    acceptPathEngine,
    analyzerFolder,
    findPathEngine,
    minimumEngineVersion,
    versionOf,
} from "./pathEngine";

/** One way to an engine. */
export interface Source {
    name: string;
    /** @throws Error saying why this way is closed */
    obtain: () => Promise<Engine>;
}

/**
 * A Pulumi engine: the one on PATH if it is new enough, else the official download, else one built
 * with Go. What was downloaded or built stays in a cache outside the clone and is used again.
 *
 * @throws Error naming what was tried and the remedies
 */
export async function obtainEngine(progress: Progress): Promise<Engine> {
    const tools = engineTools();
    const { module } = tools;
    const { version } = module;
    const cache = toolCache("engine");
    const downloaded = (bin: string): Promise<Engine> => describe(bin, "download", []);
    const built = (bin: string): Promise<Engine> => describe(bin, "build", [analyzerFolder]);
    const searchPath = process.env.PATH ?? "";
    return firstEngine(
        [
            {
                name: "PATH",
                obtain: async () => acceptPathEngine(await findPathEngine(searchPath)),
            },
            {
                name: "earlier download",
                obtain: () => cached(join(cache, downloadFolder(version)), "bin", downloaded),
            },
            {
                name: "earlier build",
                obtain: () => cached(join(cache, builtFolder(tools)), ".", built),
            },
            {
                name: "official download",
                obtain: async () => downloaded(await downloadEngine(version, cache, progress)),
            },
            {
                name: "build with Go",
                obtain: async () => {
                    if (findExecutable("go", searchPath) === undefined) {
                        throw new Error("there is no go on PATH");
                    }
                    return built(await buildTools(tools, cache, progress));
                },
            },
        ],
        module,
        progress,
    );
}

/** The first source that is open, in the order given; why the others are not is told in one line. */
export async function firstEngine(
    sources: Source[],
    module: Pick<ToolsModule, "version" | "goVersion">,
    progress: Progress,
): Promise<Engine> {
    const reasons: string[] = [];
    for (const source of sources) {
        try {
            return await source.obtain();
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            progress.done(`skipped, ${reason}`);
            reasons.push(`  ${source.name}: ${reason}`);
        }
    }
    throw new Error(
        [
            "No Pulumi engine could be obtained:",
            ...reasons,
            "Any one of these helps:",
            `  - install Pulumi ${minimumEngineVersion} or newer so that \`pulumi\` is on PATH ` +
                "(https://www.pulumi.com/docs/install/)",
            `  - let this machine reach get.pulumi.com, so that Pulumi ${module.version} ` +
                "can be downloaded",
            `  - install Go ${module.goVersion} or newer (https://go.dev/dl/) and let it reach a ` +
                "Go module proxy (GOPROXY), so that the engine can be built",
        ].join("\n"),
    );
}

async function cached(
    folder: string,
    bin: string,
    use: (bin: string) => Promise<Engine>,
): Promise<Engine> {
    if (!existsSync(folder)) {
        throw new Error("none in the cache");
    }
    try {
        return await use(join(folder, bin));
    } catch {
        // Damaged, or a disk of another machine: obtained anew, it will run.
        rmSync(folder, { recursive: true, force: true });
        throw new Error(`${folder} did not run and was removed`);
    }
}

async function describe(bin: string, source: Engine["source"], path: string[]): Promise<Engine> {
    const command = join(bin, "pulumi");
    return { command, version: await versionOf(command), source, path };
}
