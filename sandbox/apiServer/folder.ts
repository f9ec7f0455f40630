import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../options";

/** Where a stack's API server keeps its data, in the stack's folder. */
export function apiServerFolder(stackFolder: string): string {
    return join(stackFolder, "api-server");
}

/** What an API server's folder holds once its cluster has nodes: pods on them need them to end. */
export function nodesMarkIn(folder: string): string {
    return join(folder, "has-nodes");
}

/** What an API server's folder holds once real controllers run beside it. */
export function controllersMarkIn(folder: string): string {
    return join(folder, "has-controllers");
}

/** What an API server's folder holds where the official plugin made the stack's objects. */
export function pluginMarkIn(folder: string): string {
    return join(folder, "official-plugin");
}

/** Where the kubeconfig lies in an API server's folder. */
export function kubeconfigIn(folder: string): string {
    return join(folder, "kubeconfig");
}

export function hasApiServerData(stackFolder: string): boolean {
    return existsSync(join(apiServerFolder(stackFolder), "etcd"));
}

/**
 * Whether a stack's objects of Kubernetes are on an API server, which is decided when it comes up.
 *
 * @param stack whether resources of it exist, and whether its folder has the data of an API server
 * @throws UsageError where it is asked for too late
 */
export function isOnApiServer(asked: boolean, stack: { isUp: boolean; hasData: boolean }): boolean {
    if (asked && stack.isUp && !stack.hasData) {
        throw new UsageError(
            "--api-server: the stack is up without an API server; " +
                "destroy it first with npm run sandbox -- destroy",
        );
    }
    return stack.isUp ? stack.hasData : asked;
}
