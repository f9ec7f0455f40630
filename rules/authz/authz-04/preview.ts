import {
    type AuthorizationPolicy,
    type Reference,
    authorizationPoliciesOf,
    kindKey,
    readAuthorizationPolicy,
} from "../../linkerd/authorizationPolicies";
import { podsOf } from "../../kubernetes/pods";
import { type Unsettled, isUnsettled, valueOf } from "../../reading/read";
import { nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { isLinkerdPolicy } from "../../linkerd/servers";
import { isShown, mayHoldMore } from "../../reading/visibility";

const GATEWAY = "gateway.networking.k8s.io";
const LINKERD = "policy.linkerd.io";
const NAMESPACE = kindKey("", "Namespace");
const TARGETS = new Set([
    kindKey(LINKERD, "Server"),
    kindKey(LINKERD, "HTTPRoute"),
    kindKey(GATEWAY, "HTTPRoute"),
    kindKey(GATEWAY, "GRPCRoute"),
    NAMESPACE,
]);
const MESH_TLS = kindKey(LINKERD, "MeshTLSAuthentication");
const NETWORK = kindKey(LINKERD, "NetworkAuthentication");
const SERVICE_ACCOUNT = kindKey("", "ServiceAccount");
const AUTHENTICATIONS = new Set([MESH_TLS, NETWORK, SERVICE_ACCOUNT]);

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "authz-04-references-are-of-allowed-kinds",
        demand: "Every AuthorizationPolicy targets a Server, a route or its own Namespace, and asks for at most one identity and one network.",
        appliesTo: (type) => isLinkerdPolicy(type, "AuthorizationPolicy"),
        *check(resource) {
            const policy = readAuthorizationPolicy(resource);
            yield* allowedTarget(policy);
            yield* allowedAuthentications(policy);
        },
    },
    stack: {
        policy: "authz-04-references-exist",
        demand: "Every Server, route and authentication that an AuthorizationPolicy refers to is in the stack, unless a Helm release of its namespace may bring it.",
        *check(index) {
            for (const policy of authorizationPoliciesOf(index)) {
                yield* exists(policy, policy.target, index);
                for (const reference of valueOf(policy.authentications) ?? []) {
                    yield* exists(policy, reference, index);
                }
            }
        },
    },
};

function* allowedTarget({ resource, namespace, target }: AuthorizationPolicy): Generator<Verdict> {
    const unread = unreadOf(target);
    if (unread) {
        yield unsettled(resource, unread);
        return;
    }
    const { path, group, kind, name } = target;
    const key = keyOf(target);
    if (!TARGETS.has(key)) {
        yield violation(
            resource,
            path,
            `targets a ${valueOf(kind) ?? "thing without kind"} of group "${valueOf(group) ?? ""}", to which Linkerd applies no policy`,
        );
    } else if (valueOf(name) === undefined) {
        yield violation(resource, [...path, "name"], "targets nothing: it gives no name");
    } else if (
        key === NAMESPACE &&
        namespace.state === "known" &&
        valueOf(name) !== namespace.value
    ) {
        yield violation(resource, [...path, "name"], "targets another Namespace than its own");
    }
}

function* allowedAuthentications({
    resource,
    authentications,
}: AuthorizationPolicy): Generator<Verdict> {
    if (isUnsettled(authentications)) {
        yield unsettled(resource, authentications);
    }
    const references = valueOf(authentications) ?? [];
    for (const reference of references) {
        const unread = unreadOf(reference);
        if (unread) {
            yield unsettled(resource, unread);
        } else if (!AUTHENTICATIONS.has(keyOf(reference))) {
            yield violation(
                resource,
                reference.path,
                `asks for a ${valueOf(reference.kind) ?? "thing without kind"} of group "${valueOf(reference.group) ?? ""}", which is no authentication`,
            );
        }
    }
    const count = (...keys: readonly string[]) =>
        references.filter((reference) => keys.includes(keyOf(reference))).length;
    for (const [number, what] of [
        [count(MESH_TLS, SERVICE_ACCOUNT), "MeshTLSAuthentication or ServiceAccount"],
        [count(NETWORK), "NetworkAuthentication"],
    ] as const) {
        if (number > 1) {
            yield violation(
                resource,
                authentications.path,
                `asks for more than one ${what}, which Linkerd refuses: a caller would have to be all of them`,
                "name all callers in one authentication, or write one policy for each",
            );
        }
    }
}

function* exists(
    { resource, namespace }: AuthorizationPolicy,
    reference: Reference,
    index: ResourceIndex,
): Generator<Verdict> {
    const key = keyOf(reference);
    const name = valueOf(reference.name);
    const isTarget = TARGETS.has(key);
    if (unreadOf(reference) || name === undefined || key === NAMESPACE) {
        return; // The check of the single object has judged it.
    }
    if (!isTarget && !AUTHENTICATIONS.has(key)) {
        return;
    }
    const home =
        !isTarget && reference.namespace.state === "known" ? reference.namespace : namespace;
    if (home.state !== "known") {
        if (isUnsettled(home)) {
            yield unsettled(resource, home);
        }
        return;
    }
    const inNamespace = objectsByKey(index);
    if (
        inNamespace.names.has(`${key} ${home.value}/${name}`) ||
        (key === SERVICE_ACCOUNT && name === "default") ||
        mayHoldMore(index, home.value) ||
        ((home.value !== valueOf(namespace) || key === SERVICE_ACCOUNT) &&
            !isShown(index, home.value))
    ) {
        return;
    }
    const doubt = inNamespace.doubts.get(key);
    yield doubt
        ? unsettled(resource, doubt, `a ${valueOf(reference.kind) ?? ""}`)
        : violation(
              resource,
              [...reference.path, "name"],
              `refers to ${valueOf(reference.kind) ?? ""} "${home.value}/${name}", which does not exist`,
          );
}

/** What policies can refer to: by kind, namespace and name; and why there may be more of a kind. */
const objectsByKey = oncePerIndex((index) => {
    const names = new Set<string>();
    const doubts = new Map<string, Unsettled>();
    for (const [group, kind] of [
        [LINKERD, "Server"],
        [LINKERD, "HTTPRoute"],
        [GATEWAY, "HTTPRoute"],
        [GATEWAY, "GRPCRoute"],
        [LINKERD, "MeshTLSAuthentication"],
        [LINKERD, "NetworkAuthentication"],
        ["core", "ServiceAccount"],
    ] as const) {
        const key = kindKey(group, kind);
        for (const resource of index.ofKind(group, kind)) {
            const [namespace, name] = [namespaceOf(resource), nameOf(resource)];
            const unread = [namespace, name].find(isUnsettled);
            if (unread) {
                doubts.set(key, unread);
            }
            names.add(`${key} ${valueOf(namespace) ?? ""}/${valueOf(name) ?? ""}`);
        }
    }
    for (const { facts } of podsOf(index)) {
        // What runs as a ServiceAccount that is not there is another rule's to refuse.
        names.add(`${SERVICE_ACCOUNT} ${facts.namespace}/${facts.serviceAccount}`);
    }
    return { names, doubts };
});

function keyOf({ group, kind }: Reference): string {
    return kindKey(valueOf(group), valueOf(kind));
}

function unreadOf({ group, kind, name, namespace }: Reference): Unsettled | undefined {
    return [group, kind, name, namespace].find(isUnsettled);
}
