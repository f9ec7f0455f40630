import { type Json, isList, peek, valueOf } from "../reading/read";
import { type Resource, isKind, nameOf } from "../reading/resource";

const FIELDS = ["apiGroups", "resources", "verbs", "nonResourceURLs"] as const;

/** What one rule of a role allows at most. */
type Allowed = Partial<Record<(typeof FIELDS)[number], readonly string[]>>;

const READ = ["get", "list", "watch"];
const WRITE = ["create", "delete", "deletecollection", "patch", "update"];
const core = (resources: readonly string[], verbs: readonly string[]): Allowed => ({
    apiGroups: [""],
    resources,
    verbs,
});

/** The role by which everyone, even who does not say who he is, may ask how the API is. */
export const PUBLIC_INFO = "system:public-info-viewer";

const ACCESS = ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy"];
const EDITING: readonly Allowed[] = [
    core([...ACCESS, "secrets", "services/proxy"], READ),
    core(["serviceaccounts"], ["impersonate"]),
    core(["pods", ...ACCESS], WRITE),
    core(["serviceaccounts/token"], ["create"]),
];

/**
 * Of the ClusterRoles that Kubernetes 1.33 to 1.35 make in every cluster, the rules that allow what
 * no other role may. Those of its controllers are bound to ServiceAccounts of kube-system alone.
 */
const RULES: Readonly<Record<string, readonly Allowed[]>> = {
    [PUBLIC_INFO]: [
        {
            verbs: ["get"],
            nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"],
        },
    ],
    "cluster-admin": [
        { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
        { nonResourceURLs: ["*"], verbs: ["*"] },
    ],
    admin: EDITING,
    edit: EDITING,
    "system:aggregate-to-edit": EDITING,
    "system:kube-controller-manager": [
        core(["configmaps", "namespaces", "secrets", "serviceaccounts"], ["get"]),
        { apiGroups: ["*"], resources: ["*"], verbs: ["list", "watch"] },
        core(["serviceaccounts/token"], ["create"]),
    ],
    "system:kubelet-api-admin": [
        core(["nodes/log", "nodes/metrics", "nodes/proxy", "nodes/stats"], ["*"]),
        core(["nodes/configz", "nodes/healthz", "nodes/pods"], ["*"]),
    ],
    "system:node": [
        core(["configmaps", "secrets"], READ),
        core(["serviceaccounts/token"], ["create"]),
    ],
};

/** Whether a rule of a role allows no more than the role of that name does in every cluster. */
export function isRuleOfKubernetes(role: Resource, rule: Json): boolean {
    const allowed = isKind(role.type, "rbac.authorization.k8s.io", "ClusterRole")
        ? RULES[valueOf(nameOf(role)) ?? ""]
        : undefined;
    return allowed?.some((each) => FIELDS.every((field) => isWithin(rule, field, each))) ?? false;
}

function isWithin(rule: Json, field: keyof Allowed, allowed: Allowed): boolean {
    const given = peek(rule, [field]) ?? [];
    return (
        isList(given) &&
        given.every((each) => typeof each === "string" && allowed[field]?.includes(each))
    );
}
