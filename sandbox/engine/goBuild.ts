import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Progress } from "../progress";
import { buildKey, fillFolder } from "./engineCache";

const mainPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/** The tools module, as committed. */
export interface ToolsModule {
    directory: string;
    goMod: string;
    goSum: string;
    /** Version of the engine that it builds, without "v". */
    engineVersion: string;
    /** Oldest Go that builds it. */
    goVersion: string;
}

/** @throws Error where go.mod does not say which engine, or which Go */
export function readToolsModule(directory: string): ToolsModule {
    const goMod = readFileSync(join(directory, "go.mod"), "utf8");
    const engineVersion = /^\s*github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/m.exec(goMod)?.[1];
    const goVersion = /^go (\S+)/m.exec(goMod)?.[1];
    if (engineVersion === undefined || goVersion === undefined) {
        throw new Error(
            `${directory}/go.mod: has no "go" line or does not require ` +
                `github.com/pulumi/pulumi/pkg/v3; restore it from Git`,
        );
    }
    const goSum = readFileSync(join(directory, "go.sum"), "utf8");
    return { directory, goMod, goSum, engineVersion, goVersion };
}

/**
 * What a file backend links but never calls: SDKs of the clouds, the OpenAPI reader of Pulumi
 * Cloud's REST API, the highlighter of its pager. Inlining in them is a sixth of all the work.
 */
const neverCalled = [
    "cloud.google.com",
    "github.com/Azure",
    "github.com/alecthomas/chroma",
    "github.com/aws",
    "github.com/envoyproxy",
    "github.com/pb33f/libopenapi",
    "google.golang.org/api",
];

export function buildFlags(engineVersion: string): string[] {
    return [
        "-mod=readonly",
        "-buildvcs=false",
        "-trimpath",
        "-gcflags=all=-dwarf=false",
        ...neverCalled.map((path) => `-gcflags=${path}/...=-dwarf=false -l`),
        // The Automation API refuses an engine that cannot tell its version.
        `-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${engineVersion}`,
    ];
}

/** Name of the built engine's folder in the cache. */
export function builtFolder(module: ToolsModule): string {
    return buildKey({
        version: module.engineVersion,
        goMod: module.goMod,
        goSum: module.goSum,
        flags: buildFlags(module.engineVersion),
        platform: `${process.platform}-${process.arch}`,
    });
}

/**
 * Builds the engine out of modules of the Go module proxy. Minutes, once; needs about 2.5 GB of disk
 * for Go's own caches.
 *
 * @returns absolute path of the folder that holds the executable `pulumi`
 * @throws Error with what Go said
 */
export async function buildEngine(
    module: ToolsModule,
    cache: string,
    progress: Progress,
): Promise<string> {
    return fillFolder(cache, builtFolder(module), async (draft) => {
        progress.step(`Downloading the Go modules of the Pulumi engine ${module.engineVersion}`);
        const modules = new Set<string>();
        let packages = 0;
        await go(module, ["list", "-mod=readonly", "-deps", mainPackage], {
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

        progress.step(
            `Building the Pulumi engine ${module.engineVersion} with Go (minutes, but only once)`,
        );
        let compiled = 0;
        const flags = buildFlags(module.engineVersion);
        await go(module, ["build", "-v", ...flags, "-o", join(draft, "pulumi"), mainPackage], {
            message: (line) => {
                if (isPackagePath(line)) {
                    compiled += 1;
                    progress.update(`${compiled} of ${packages} packages`);
                }
            },
        });
        progress.done();
    });
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
