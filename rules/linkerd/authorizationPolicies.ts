import type { Path } from "zero-trust-manifests";
import { type Reading, readItems, readString } from "../reading/read";
import { type Resource, namespaceOf } from "../reading/resource";
import { oncePerIndex } from "../reading/resourceIndex";

/** A reference to an object; the group is empty for the core group, as it may be left out. */
export interface Reference {
    readonly path: Path;
    readonly group: Reading<string>;
    readonly kind: Reading<string>;
    readonly name: Reading<string>;
    readonly namespace: Reading<string>;
}

/** An AuthorizationPolicy of Linkerd: what it is for, and whom it asks for. */
export interface AuthorizationPolicy {
    readonly resource: Resource;
    readonly namespace: Reading<string>;
    readonly target: Reference;
    readonly authentications: Reading<readonly Reference[]>;
}

export const TARGET = ["spec", "targetRef"];

export const authorizationPoliciesOf = oncePerIndex((index): readonly AuthorizationPolicy[] =>
    index.ofKind("policy.linkerd.io", "AuthorizationPolicy").map(readAuthorizationPolicy),
);

export function readAuthorizationPolicy(resource: Resource): AuthorizationPolicy {
    const refs = readItems(resource.object, ["spec", "requiredAuthenticationRefs"]);
    return {
        resource,
        namespace: namespaceOf(resource),
        target: readReference(resource, TARGET),
        authentications:
            refs.state === "known"
                ? { ...refs, value: refs.value.map((path) => readReference(resource, path)) }
                : refs,
    };
}

export function readReference({ object }: Resource, path: Path): Reference {
    const at = (key: string) => readString(object, [...path, key]);
    return {
        path,
        group: at("group"),
        kind: at("kind"),
        name: at("name"),
        namespace: at("namespace"),
    };
}

/** `policy.linkerd.io/Server`, as Linkerd compares it: in lower case, `core` for no group. */
export function kindKey(group: string | undefined, kind: string | undefined): string {
    const name = group?.toLowerCase() ?? "";
    return `${name === "" ? "core" : name}/${kind?.toLowerCase() ?? ""}`;
}
