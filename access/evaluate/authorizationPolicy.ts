import type { Authentications } from "./authentications";
import {
    anyNetwork,
    parseIdentities,
    type Authorization,
    type IdentityMatch,
    type Reason,
} from "./client";
import type { Field } from "./field";
import type { Network } from "./network";
import { isCore, isLinkerdServer, readReference } from "./reference";

/** An AuthorizationPolicy of Linkerd. */
export interface AuthorizationPolicy {
    namespace: string;
    name: string;
    /** As `serverKey`, `namespaceKey` and `routeKey` give it. */
    target: string;
    authentications: readonly {
        kind: "MeshTLSAuthentication" | "NetworkAuthentication" | "ServiceAccount";
        namespace: string;
        name: string;
    }[];
    /** Why the policy controller passes over it; undefined where it does not. */
    ignored: string | undefined;
}

export function serverKey(namespace: string, name: string): string {
    return `${namespace}/Server/${name}`;
}

export function namespaceKey(namespace: string): string {
    return `${namespace}/Namespace`;
}

export function routeKey(namespace: string, group: string, kind: string, name: string): string {
    return `${namespace}/${group}/${kind}/${name}`.toLowerCase();
}

export function readAuthorizationPolicy(
    namespace: string,
    name: string,
    spec: Field,
): AuthorizationPolicy {
    const refs = spec.at("requiredAuthenticationRefs");
    if (!refs.present) {
        refs.report("is missing; give [] where no authentication is required");
    }
    let ignored: string | undefined;
    const authentications = refs.items().flatMap((item) => {
        const ref = readReference(item);
        const kind = authenticationKind(ref.group, ref.kind.toLowerCase());
        if (kind === undefined) {
            ignored ??= `a ${ref.kind} of group "${ref.group ?? ""}" is no authentication`;
            return [];
        }
        return [{ kind, namespace: ref.namespace ?? namespace, name: ref.name }];
    });
    return {
        namespace,
        name,
        target: targetKey(namespace, spec.at("targetRef")),
        authentications,
        ignored,
    };
}

function targetKey(namespace: string, field: Field): string {
    const { group = "", kind, name } = readReference(field);
    if (isLinkerdServer(group, kind)) {
        return serverKey(namespace, name);
    }
    if (isCore(group) && kind.toLowerCase() === "namespace") {
        // The policy controller takes its own namespace, whatever the name; its webhook refuses
        // another one.
        return namespaceKey(namespace);
    }
    return routeKey(namespace, group, kind, name);
}

function authenticationKind(
    group: string | undefined,
    kind: string,
): AuthorizationPolicy["authentications"][number]["kind"] | undefined {
    if (group?.toLowerCase() === "policy.linkerd.io") {
        return kind === "meshtlsauthentication"
            ? "MeshTLSAuthentication"
            : kind === "networkauthentication"
              ? "NetworkAuthentication"
              : undefined;
    }
    return isCore(group) && kind === "serviceaccount" ? "ServiceAccount" : undefined;
}

/** What an AuthorizationPolicy authorizes, or why the policy controller ignores it. */
export function authorizationOf(
    { namespace, name, authentications, ignored }: AuthorizationPolicy,
    known: Authentications,
    identity: (namespace: string, serviceAccount: string) => string,
): Authorization | string {
    if (ignored !== undefined) {
        return ignored;
    }
    let identities: IdentityMatch | undefined;
    let networks: readonly Network[] | undefined;
    const through: Omit<Reason, "why">[] = [];
    for (const reference of authentications) {
        const { kind } = reference;
        const key = `${reference.namespace}/${reference.name}`;
        through.push(reference);
        if (kind === "NetworkAuthentication") {
            const found = known.networksOf(reference.namespace, reference.name);
            if (typeof found === "string") {
                return `${kind} ${key} ${found}`;
            }
            if (networks !== undefined) {
                return "it requires more than one NetworkAuthentication";
            }
            networks = found;
            continue;
        }
        const found =
            kind === "ServiceAccount"
                ? parseIdentities([identity(reference.namespace, reference.name)])
                : known.identitiesOf(reference.namespace, reference.name);
        if (typeof found === "string") {
            return `${kind} ${key} ${found}`;
        }
        if (identities !== undefined) {
            return "it requires more than one MeshTLSAuthentication or ServiceAccount";
        }
        identities = found;
    }
    return {
        kind: "AuthorizationPolicy",
        namespace,
        name,
        authentication: identities ?? "unauthenticated",
        networks: networks ?? anyNetwork,
        through,
    };
}
