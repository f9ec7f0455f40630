import { join } from "node:path";
import { surroundingsManager } from "./managers";
import type { ApiObjects } from "./objects";

/** Controllers that make pods of workloads, and look after nodes and endpoints. */
export const workloadControllers = [
    "cronjob-controller",
    "daemonset-controller",
    "deployment-controller",
    "disruption-controller",
    // Slices are what counts; the official Kubernetes plugin still waits for Endpoints.
    "endpoints-controller",
    "endpointslice-controller",
    "job-controller",
    "node-lifecycle-controller",
    "pod-garbage-collector-controller",
    "replicaset-controller",
    "statefulset-controller",
];

export function schedulerArguments(kubeconfigFile: string): string[] {
    return [`--kubeconfig=${kubeconfigFile}`, "--leader-elect=false", "--secure-port=0"];
}

export function kwokArguments(kubeconfigFile: string): string[] {
    return [
        `--kubeconfig=${kubeconfigFile}`,
        // Instead of the user's own configuration.
        `--config=${join(__dirname, "kwok", "stages.yaml")}`,
        "--manage-all-nodes=true",
        "--node-lease-duration-seconds=40",
    ];
}

/** Adds a node that runs pods in name only; the API server keeps it like any object. */
export async function addNode(objects: ApiObjects): Promise<void> {
    const kind = await objects.kind("v1", "Node");
    if (kind === undefined) {
        throw new Error("the API server has no nodes");
    }
    const name = "sandbox";
    const resources = { cpu: "64", memory: "256Gi", pods: "1000" };
    await objects.apply(
        kind,
        {
            apiVersion: "v1",
            kind: "Node",
            metadata: {
                name,
                labels: {
                    "kubernetes.io/hostname": name,
                    "kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64",
                },
            },
        },
        { manager: surroundingsManager, force: true },
    );
    await objects.apply(
        kind,
        {
            apiVersion: "v1",
            kind: "Node",
            metadata: { name },
            status: { capacity: resources, allocatable: resources },
        },
        { manager: surroundingsManager, force: true, status: true },
    );
}
