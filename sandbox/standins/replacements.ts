import { isWithin } from "./diff";
import { kindKey } from "./apiResources";

/**
 * What the Kubernetes provider replaces an object for, besides its name and namespace: fields that the
 * API server calls immutable, and the content of Secrets and ConfigMaps, which the provider takes for
 * immutable unless `enableSecretMutable` and `enableConfigMapMutable` say otherwise.
 */
const immutable: Record<string, readonly string[] | undefined> = {
    ConfigMap: ["binaryData", "data"],
    PersistentVolumeClaim: [
        "spec.accessModes",
        "spec.selector",
        "spec.storageClassName",
        "spec.volumeName",
    ],
    Pod: ["spec"],
    ResourceQuota: ["spec.scopes"],
    Secret: ["type", "stringData", "data"],
    Service: ["spec.clusterIP"],
    "apps/DaemonSet": ["spec.selector"],
    "apps/Deployment": ["spec.selector"],
    "apps/StatefulSet": [
        "spec.podManagementPolicy",
        "spec.revisionHistoryLimit",
        "spec.selector",
        "spec.serviceName",
        "spec.volumeClaimTemplates",
    ],
    "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
    "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
};

/** The paths among changed ones that need a new object. */
export function replacingPaths(group: string, kind: string, paths: Iterable<string>): string[] {
    const fields = [
        "metadata.name",
        "metadata.namespace",
        "kind",
        ...(immutable[kindKey(group, kind)] ?? []),
    ];
    return [...paths].filter((path) => isWithin(path, fields) || path === "metadata");
}
