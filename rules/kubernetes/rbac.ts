import type { Path } from "zero-trust-manifests";
import { type Reading, isUnsettled, readItems, readString, valueOf } from "../reading/read";
import { type Resource, isKind } from "../reading/resource";

const RBAC = "rbac.authorization.k8s.io";

/** One of those that a binding gives its role to. */
export interface Subject {
    readonly path: Path;
    readonly kind: Reading<string>;
    readonly name: Reading<string>;
    readonly namespace: Reading<string>;
}

export function isRole(type: string): boolean {
    return isKind(type, RBAC, "Role", "ClusterRole");
}

export function isBinding(type: string): boolean {
    return isKind(type, RBAC, "RoleBinding", "ClusterRoleBinding");
}

/** Whether an object holds in the whole cluster and so is of no namespace. */
export function isClusterWide(type: string): boolean {
    return isKind(type, RBAC, "ClusterRole", "ClusterRoleBinding");
}

export function subjectsOf(binding: Resource): Reading<readonly Subject[]> {
    const items = readItems(binding.object, ["subjects"]);
    if (items.state !== "known") {
        return items;
    }
    const value = items.value.map((path) => ({
        path,
        kind: readString(binding.object, [...path, "kind"]),
        name: readString(binding.object, [...path, "name"]),
        namespace: readString(binding.object, [...path, "namespace"]),
    }));
    return { state: "known", path: items.path, value };
}

/** Whether a binding gives its role to nobody but ServiceAccounts of the exempt namespaces. */
export function isForExempt(binding: Resource, exemptNamespaces: readonly string[]): boolean {
    const subjects = subjectsOf(binding);
    return (
        subjects.state === "known" &&
        subjects.value.length > 0 &&
        subjects.value.every(
            ({ kind, namespace }) =>
                !isUnsettled(kind) &&
                valueOf(kind) === "ServiceAccount" &&
                exemptNamespaces.includes(valueOf(namespace) ?? ""),
        )
    );
}
