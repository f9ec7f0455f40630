import { subjectsOf } from "./rbac";
import { isObject, peek, valueOf } from "../reading/read";
import { type Resource, isKind, kindOf, nameOf, namespaceOf } from "../reading/resource";

// What Kubernetes makes itself in every cluster. Neither a name nor a label makes an object one of
// these, since anybody can write both: each is known by what it says.

const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** A binding that gives the role of its own name. */
interface Binding {
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly roleKind: string;
    /** `Group system:masters`. */
    readonly subjects: readonly string[];
}

/** Binds nobody but the administrators that the cluster's own certificates name. */
const ADMINISTRATION: Binding = {
    kind: "ClusterRoleBinding",
    name: "cluster-admin",
    roleKind: "ClusterRole",
    subjects: ["Group system:masters"],
};
/** What is open to everyone: how the API is, and, where kubeadm made the cluster, who has signed it. */
const OPEN: readonly Binding[] = [
    {
        kind: "ClusterRoleBinding",
        name: "system:public-info-viewer",
        roleKind: "ClusterRole",
        subjects: ["Group system:authenticated", "Group system:unauthenticated"],
    },
    {
        kind: "RoleBinding",
        namespace: "kube-public",
        name: "kubeadm:bootstrap-signer-clusterinfo",
        roleKind: "Role",
        subjects: ["User system:anonymous"],
    },
];

export function isNamespaceOfKubernetes(namespace: Resource): boolean {
    return NAMESPACES.includes(valueOf(nameOf(namespace)) ?? "");
}

/** The Service of the API, and the certificate by which pods know it. */
export function leadsToTheApi(resource: Resource): boolean {
    const { object, type } = resource;
    if (isKind(type, "core", "ConfigMap")) {
        const data = peek(object, ["data"]);
        return (
            valueOf(nameOf(resource)) === "kube-root-ca.crt" &&
            isObject(data) &&
            Object.keys(data).join() === "ca.crt"
        );
    }
    return (
        isKind(type, "core", "Service") &&
        valueOf(nameOf(resource)) === "kubernetes" &&
        valueOf(namespaceOf(resource)) === "default" &&
        (peek(object, ["spec", "type"]) ?? "ClusterIP") === "ClusterIP" &&
        ["selector", "externalIPs"].every((field) => peek(object, ["spec", field]) === undefined)
    );
}

/** Whether a binding gives what everyone has in every cluster, to nobody else. */
export function isOpenByKubernetes(binding: Resource): boolean {
    return OPEN.some((each) => isBindingLike(binding, each));
}

export function isAdministration(binding: Resource): boolean {
    return isBindingLike(binding, ADMINISTRATION);
}

function isBindingLike(binding: Resource, { kind, namespace, name, roleKind, subjects }: Binding) {
    const { object, type } = binding;
    const given = subjectsOf(binding);
    return (
        kindOf(type)?.kind === kind &&
        valueOf(nameOf(binding)) === name &&
        (namespace === undefined || valueOf(namespaceOf(binding)) === namespace) &&
        peek(object, ["roleRef", "kind"]) === roleKind &&
        peek(object, ["roleRef", "name"]) === name &&
        given.state === "known" &&
        given.value.every((subject) =>
            subjects.includes(`${valueOf(subject.kind) ?? ""} ${valueOf(subject.name) ?? ""}`),
        )
    );
}
