/** A kind of object that an API server serves. */
export interface ApiKind {
    group: string;
    kind: string;
    /** The name in URLs and messages, e.g. `networkpolicies`. */
    plural: string;
    namespaced: boolean;
}

const clusterScoped: ReadonlySet<string> = new Set([
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "FlowSchema",
    "IngressClass",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
]);

/** What Kubernetes 1.33 to 1.35 serves of its own, as far as platforms use it. */
const builtIn: Record<string, readonly string[] | undefined> = {
    v1: [
        "ConfigMap",
        "Endpoints",
        "Event",
        "LimitRange",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "Pod",
        "PodTemplate",
        "ReplicationController",
        "ResourceQuota",
        "Secret",
        "Service",
        "ServiceAccount",
    ],
    "admissionregistration.k8s.io/v1": [
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
    ],
    "apiextensions.k8s.io/v1": ["CustomResourceDefinition"],
    "apiregistration.k8s.io/v1": ["APIService"],
    "apps/v1": ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
    "autoscaling/v1": ["HorizontalPodAutoscaler"],
    "autoscaling/v2": ["HorizontalPodAutoscaler"],
    "batch/v1": ["CronJob", "Job"],
    "certificates.k8s.io/v1": ["CertificateSigningRequest"],
    "coordination.k8s.io/v1": ["Lease"],
    "discovery.k8s.io/v1": ["EndpointSlice"],
    "flowcontrol.apiserver.k8s.io/v1": ["FlowSchema", "PriorityLevelConfiguration"],
    "networking.k8s.io/v1": ["Ingress", "IngressClass", "NetworkPolicy"],
    "node.k8s.io/v1": ["RuntimeClass"],
    "policy/v1": ["PodDisruptionBudget"],
    "rbac.authorization.k8s.io/v1": ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
    "scheduling.k8s.io/v1": ["PriorityClass"],
    "storage.k8s.io/v1": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
};

const builtInGroups: ReadonlySet<string> = new Set(
    Object.keys(builtIn).map((apiVersion) => groupOf(apiVersion)),
);

/** The API group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
    const slash = apiVersion.indexOf("/");
    return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The version in an `apiVersion`: `v1` of `apps/v1`. */
export function versionOf(apiVersion: string): string {
    return apiVersion.slice(apiVersion.indexOf("/") + 1);
}

/** Whether a group is Kubernetes' own, so that no CustomResourceDefinition can add to it. */
export function isBuiltInGroup(group: string): boolean {
    return builtInGroups.has(group);
}

/** A kind of Kubernetes' own, or undefined where that version does not serve it. */
export function builtInKind(apiVersion: string, kind: string): ApiKind | undefined {
    if (builtIn[apiVersion]?.includes(kind) !== true) {
        return undefined;
    }
    return {
        group: groupOf(apiVersion),
        kind,
        plural: pluralOf(kind),
        namespaced: !clusterScoped.has(kind),
    };
}

function pluralOf(kind: string): string {
    const lower = kind.toLowerCase();
    if (lower === "endpoints") {
        return lower;
    }
    if (lower.endsWith("y")) {
        return `${lower.slice(0, -1)}ies`;
    }
    return /(s|ss|x|ch)$/.test(lower) ? `${lower}es` : `${lower}s`;
}

/** The name under which a world keeps objects of a kind, whatever version they were written in. */
export function kindKey(group: string, kind: string): string {
    return group === "" ? kind : `${group}/${kind}`;
}

/** `no matches for kind …`, as an API server's client says it. */
export function noMatches(apiVersion: string, kind: string): string {
    return `no matches for kind "${kind}" in version "${apiVersion}"`;
}

/** The name that `plural "name"` messages use: `servers.policy.linkerd.io "smiley"`. */
export function describeObject(kind: ApiKind, name: string): string {
    return `${kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`} "${name}"`;
}
