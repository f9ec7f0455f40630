import type { Field } from "./field";

/** What refers to an object by group, kind and name. */
export interface Reference {
    group: string | undefined;
    kind: string;
    name: string;
    namespace: string | undefined;
}

export function readReference(field: Field): Reference {
    return {
        group: field.at("group").string(),
        kind: field.at("kind").requiredString(),
        name: field.at("name").requiredString(),
        namespace: field.at("namespace").string(),
    };
}

/** Whether a reference's group is that of ServiceAccounts and Namespaces. */
export function isCore(group: string | undefined): boolean {
    return group === undefined || group === "" || group.toLowerCase() === "core";
}

export function isLinkerdServer(group: string, kind: string): boolean {
    return group.toLowerCase() === "policy.linkerd.io" && kind.toLowerCase() === "server";
}
