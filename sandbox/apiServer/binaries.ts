import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { gte, parse } from "semver";
import { findExecutable } from "../goTools/executables";
import { buildTools, builtFolder, readToolsModule, type GoTools } from "../goTools/goBuild";
import { toolCache } from "../goTools/toolCache";
import type { Progress } from "../progress";

/** What a control plane consists of, as far as the sandbox runs one. */
const names = ["etcd", "kube-apiserver", "kube-controller-manager"] as const;
type Name = (typeof names)[number];

/** Absolute paths of the executables. */
export type Binaries = Record<Name, string>;

/** What the module in this folder builds. */
export function apiServerTools(): GoTools {
    const module = readToolsModule(__dirname, "k8s.io/kubernetes");
    const [major = "", minor = ""] = module.version.split(".");
    const variable = "k8s.io/component-base/version";
    return {
        title: `the Kubernetes API server ${module.version}`,
        module,
        flags: [
            // The generated code is most of it, and inlining in it half of the compiler's work.
            "-gcflags=k8s.io/...=-dwarf=false -l",
            `-ldflags=-s -w -X ${variable}.gitVersion=v${module.version} ` +
                `-X ${variable}.gitMajor=${major} -X ${variable}.gitMinor=${minor}`,
        ],
        commands: {
            etcd: "go.etcd.io/etcd/server/v3",
            "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
            "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
        },
    };
}

/**
 * The executables of a control plane: each from the folder KUBEBUILDER_ASSETS (where `setup-envtest`
 * puts them) or from PATH if it is of the right version; if one is missing, from a build with Go,
 * which stays in a cache outside of the clone.
 *
 * @throws Error naming what is missing and the remedies
 */
export async function obtainBinaries(
    progress: Progress,
    environment: NodeJS.ProcessEnv = process.env,
): Promise<Binaries> {
    const tools = apiServerTools();
    const searchPath = [environment.KUBEBUILDER_ASSETS, environment.PATH]
        .filter((each) => each !== undefined)
        .join(delimiter);
    const found = await findBinaries(searchPath, tools.module.version);
    const missing = names.filter((name) => found[name] === undefined);
    if (missing.length === 0) {
        return found as Binaries;
    }
    const cache = toolCache("api-server", environment);
    const folder = join(cache, builtFolder(tools));
    if (!existsSync(folder)) {
        if (findExecutable("go", environment.PATH ?? "") === undefined) {
            throw new Error(missingText(missing, tools));
        }
        await buildTools(tools, cache, progress);
    }
    const built = names.map((name) => [name, join(folder, name)]);
    return { ...(Object.fromEntries(built) as Binaries), ...found };
}

function missingText(missing: readonly Name[], { module }: GoTools): string {
    return [
        `No ${missing.join(", no ")} could be obtained. Any one of these helps:`,
        `  - install Go ${module.goVersion} or newer (https://go.dev/dl/) and let it reach a Go ` +
            "module proxy (GOPROXY), so that they can be built",
        `  - put executables of Kubernetes ${minorOf(module.version)} on PATH, or into a folder that ` +
            "KUBEBUILDER_ASSETS names (https://book.kubebuilder.io/reference/envtest)",
    ].join("\n");
}

/** Those of the executables in a search path that will do for this version of Kubernetes. */
async function findBinaries(searchPath: string, version: string): Promise<Partial<Binaries>> {
    const found: Partial<Binaries> = {};
    for (const name of names) {
        const file = findExecutable(name, searchPath);
        if (file !== undefined && isAcceptable(name, await versionOf(file), version)) {
            found[name] = file;
        }
    }
    return found;
}

/** Etcd 3.4 is the oldest that Kubernetes works with; Kubernetes' own must be of one minor version. */
export function isAcceptable(name: string, version: string | undefined, wanted: string): boolean {
    if (version === undefined) {
        return false;
    }
    return name === "etcd" ? gte(version, "3.4.0") : minorOf(version) === minorOf(wanted);
}

function minorOf(version: string): string {
    return version.split(".").slice(0, 2).join(".");
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

/** The semantic version in "Kubernetes v1.35.8" and in "etcd Version: 3.6.5". */
export function readVersion(text: string): string | undefined {
    const version = /^(?:Kubernetes|etcd Version:) (\S+)/m.exec(text)?.[1];
    return parse(version)?.version;
}
