import { join } from "node:path";
import { gte } from "semver";
import { readToolsModule, type GoTools } from "../goTools/goBuild";
import { obtainExecutables } from "../goTools/obtainExecutables";
import type { Progress } from "../progress";

/** Absolute paths of the executables of a control plane. */
export type Binaries = Record<"etcd" | "kube-apiserver" | "kube-controller-manager", string>;

/** Absolute paths of what it takes besides, so that pods are scheduled and run in name. */
export type NodeBinaries = Record<"kube-scheduler" | "kwok", string>;

/** What the module in this folder builds. */
export function apiServerTools(): GoTools {
    const module = readToolsModule(__dirname, "k8s.io/kubernetes");
    const [major = "", minor = ""] = module.version.split(".");
    const variable = "k8s.io/component-base/version";
    return {
        title: `the Kubernetes API server ${module.version}`,
        module,
        flags: [
            inlineNothing,
            `-ldflags=-s -w -X ${variable}.gitVersion=v${module.version} ` +
                `-X ${variable}.gitMajor=${major} -X ${variable}.gitMinor=${minor}`,
        ],
        commands: {
            etcd: "go.etcd.io/etcd/server/v3",
            "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
            "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
            "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
        },
    };
}

/** What the module in the folder `kwok` builds: it needs libraries of another Kubernetes. */
export function kwokTools(): GoTools {
    const module = readToolsModule(join(__dirname, "kwok"), "sigs.k8s.io/kwok");
    return {
        title: `kwok ${module.version}`,
        module,
        flags: [inlineNothing, "-ldflags=-s -w"],
        commands: { kwok: "sigs.k8s.io/kwok/cmd/kwok" },
    };
}

/** Most of Kubernetes is generated code, and inlining in it half of the compiler's work. */
const inlineNothing = "-gcflags=k8s.io/...=-dwarf=false -l";

/** @throws Error naming what is missing and the remedies */
export function obtainBinaries(
    progress: Progress,
    environment: NodeJS.ProcessEnv = process.env,
): Promise<Binaries> {
    const tools = apiServerTools();
    return obtainExecutables(
        {
            names: ["etcd", "kube-apiserver", "kube-controller-manager"],
            tools,
            cache: "api-server",
            accepts: (name, version) => isAcceptable(name, version, tools.module.version),
            alternative: `Kubernetes ${minorOf(tools.module.version)}`,
        },
        progress,
        environment,
    );
}

/** @throws Error naming what is missing and the remedies */
export async function obtainNodeBinaries(
    progress: Progress,
    environment: NodeJS.ProcessEnv = process.env,
): Promise<NodeBinaries> {
    const tools = apiServerTools();
    const accepts =
        ({ module }: GoTools) =>
        (_: string, version: string) =>
            minorOf(version) === minorOf(module.version);
    const scheduler = await obtainExecutables(
        {
            names: ["kube-scheduler"],
            tools,
            cache: "api-server",
            accepts: accepts(tools),
            alternative: `Kubernetes ${minorOf(tools.module.version)}`,
        },
        progress,
        environment,
    );
    const kwok = kwokTools();
    const nodes = await obtainExecutables(
        {
            names: ["kwok"],
            tools: kwok,
            cache: "kwok",
            accepts: accepts(kwok),
            alternative: `kwok ${minorOf(kwok.module.version)}`,
        },
        progress,
        environment,
    );
    return { ...scheduler, ...nodes };
}

/** Etcd 3.4 is the oldest that Kubernetes works with; Kubernetes' own must be of one minor version. */
export function isAcceptable(name: string, version: string, wanted: string): boolean {
    return name === "etcd" ? gte(version, "3.4.0") : minorOf(version) === minorOf(wanted);
}

function minorOf(version: string): string {
    return version.split(".").slice(0, 2).join(".");
}
