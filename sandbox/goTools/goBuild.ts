import { spawn } from "node:child_process";
import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import type { Progress } from "../progress";
import { buildKey, fillFolder } from "./toolCache";

/** A Go module that only says what to build, in which versions; it is committed. */
export interface ToolsModule {
    directory: string;
    goMod: string;
    goSum: string;
    /** Version of what it builds, without "v". */
    version: string;
    /** Oldest Go that builds it. */
    goVersion: string;
}

/**
 * @param required path of the module whose version is that of the tool
 * @throws Error where go.mod does not say which version, or which Go
 */
export function readToolsModule(directory: string, required: string): ToolsModule {
    const goMod = readFileSync(join(directory, "go.mod"), "utf8");
    const version = goMod
        .split("\n")
        .map((line) => line.trim().split(" "))
        .find(([path, version = ""]) => path === required && version.startsWith("v"))?.[1]
        ?.slice(1);
    const goVersion = /^go (\S+)/m.exec(goMod)?.[1];
    if (version === undefined || goVersion === undefined) {
        throw new Error(
            `${directory}/go.mod: has no "go" line or does not require ${required}; ` +
                "restore it from Git",
        );
    }
    const goSum = readFileSync(join(directory, "go.sum"), "utf8");
    return { directory, goMod, goSum, version, goVersion };
}

/** Commands that are built together. */
export interface GoTools {
    /** As people call them: "the Pulumi engine 3.251.0". */
    title: string;
    module: ToolsModule;
    /** Flags of `go build`, besides {@link commonFlags}. */
    flags: string[];
    /** Main package of each command, by the name that its executable gets. */
    commands: Record<string, string>;
    /** What they need beside them, by the name it gets there: the module that has it, and where. */
    files?: Record<string, readonly [module: string, path: string]>;
}

/** The same result everywhere, and nothing for debuggers, which nobody uses here. */
export const commonFlags = [
    "-mod=readonly",
    "-buildvcs=false",
    "-trimpath",
    "-gcflags=all=-dwarf=false",
];

/** Name of the built tools' folder in the cache. */
export function builtFolder({ module, flags }: GoTools): string {
    return buildKey({
        version: module.version,
        goMod: module.goMod,
        goSum: module.goSum,
        flags: [...commonFlags, ...flags],
        platform: `${process.platform}-${process.arch}`,
    });
}

/**
 * Builds commands out of modules of the Go module proxy. Minutes, once; needs a few GB of disk for
 * Go's own caches.
 *
 * @returns absolute path of the folder that holds the executables
 * @throws Error with what Go said
 */
export async function buildTools(
    tools: GoTools,
    cache: string,
    progress: Progress,
): Promise<string> {
    const { title, module, commands } = tools;
    return fillFolder(cache, builtFolder(tools), async (draft) => {
        progress.step(`Downloading the Go modules of ${title}`);
        const modules = new Set<string>();
        let packages = 0;
        const mainPackages = Object.values(commands);
        await go(module, ["list", "-mod=readonly", "-deps", ...mainPackages], {
            output: () => {
                packages += 1;
            },
            message: (line) => {
                const downloaded = /^go: downloading (.+)$/.exec(line)?.[1];
                if (downloaded !== undefined) {
                    modules.add(downloaded);
                    progress.update(`${modules.size} modules`);
                }
            },
        });
        progress.done();

        progress.step(`Building ${title} with Go (minutes, but only once)`);
        let compiled = 0;
        const flags = [...commonFlags, ...tools.flags, "-o", `${draft}/`];
        await go(module, ["build", "-v", ...flags, ...mainPackages], {
            message: (line) => {
                if (isPackagePath(line)) {
                    compiled += 1;
                    progress.update(`${compiled} of ${packages} packages`);
                }
            },
        });
        for (const [name, mainPackage] of Object.entries(commands)) {
            renameSync(join(draft, executableOf(mainPackage)), join(draft, name));
        }
        for (const [name, [required, path]] of Object.entries(tools.files ?? {})) {
            await go(module, ["list", "-m", "-f", "{{.Dir}}", required], {
                output: (folder) => {
                    copyFileSync(join(folder, path), join(draft, name));
                },
                message: () => undefined,
            });
        }
        progress.done();
    });
}

/** Go names an executable after the last part of its package that is no version. */
function executableOf(mainPackage: string): string {
    return basename(mainPackage.replace(/\/v\d+$/, ""));
}

/** `go build -v` names each package that it compiles on a line of its own. */
export function isPackagePath(line: string): boolean {
    return /^[\w.~/-]+$/.test(line);
}

interface Listener {
    output?: (line: string) => void;
    message: (line: string) => void;
}

async function go(module: ToolsModule, args: string[], listener: Listener): Promise<void> {
    const child = spawn("go", args, {
        cwd: module.directory,
        // A workspace around the clone must not change what is built; without cgo no C compiler is
        // needed; memory is ample compared with the collector's work on short-lived compilers.
        env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOGC: "200" },
        // A group of its own: Go's compilers have to end together with it.
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = (): void => {
        if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
            process.kill(-child.pid, "SIGTERM");
        }
    };
    const stopping = ["SIGINT", "SIGTERM", "exit"] as const;
    stopping.forEach((event) => process.once(event, stop));
    const messages: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => listener.output?.(line));
    createInterface({ input: child.stderr }).on("line", (line) => {
        messages.push(line);
        listener.message(line);
    });
    try {
        await new Promise<void>((resolve, reject) => {
            child.once("error", reject);
            child.once("close", (code, signal) => {
                if (code === 0) {
                    resolve();
                } else {
                    reject(new Error(failureOf(args[0] ?? "", signal, messages)));
                }
            });
        });
    } finally {
        stopping.forEach((event) => process.off(event, stop));
    }
}

/** What Go said, without its lines of progress. */
export function failureOf(
    command: string,
    signal: NodeJS.Signals | null,
    messages: string[],
): string {
    if (signal) {
        return `go ${command} was ended by ${signal}`;
    }
    const said = messages.filter(
        (line) => !line.startsWith("go: downloading ") && !isPackagePath(line),
    );
    return `go ${command} failed: ${said.slice(-10).join("\n") || "it said nothing"}`;
}
