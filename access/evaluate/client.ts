import { networkContains, networkText, parseNetwork, type Network } from "./network";

/** Who calls: an address, and in the mesh an identity that mutual TLS proves. */
export interface Caller {
    address: string;
    identity: string | undefined;
}

/** Identities as Linkerd matches them. */
export interface IdentityMatch {
    exact: ReadonlySet<string>;
    /** What an identity must end with; empty for any identity. */
    suffixes: readonly string[];
}

export type Authentication = "unauthenticated" | "tls" | IdentityMatch;

/** An object, or a default, that takes part in a decision. */
export interface Reason {
    kind: string;
    namespace: string;
    name: string;
    why: string;
}

/** One way to be authorized: a client must match both authentication and networks. */
export interface Authorization {
    kind: "AuthorizationPolicy" | "ServerAuthorization" | "DefaultPolicy";
    namespace: string;
    name: string;
    authentication: Authentication;
    /** Any of them. */
    networks: readonly Network[];
    /** The authentications that the authorization refers to. */
    through: readonly { kind: string; namespace: string; name: string }[];
}

export const anyNetwork: readonly Network[] = ["0.0.0.0/0", "::/0"].map(parseNetwork);

export function parseIdentities(identities: Iterable<string>): IdentityMatch {
    const exact = new Set<string>();
    const suffixes: string[] = [];
    for (const identity of identities) {
        if (identity === "*") {
            suffixes.push("");
        } else if (identity.startsWith("*.")) {
            suffixes.push(identity.slice(1));
        } else {
            exact.add(identity);
        }
    }
    return { exact, suffixes };
}

export function isAuthenticated(authentication: Authentication, caller: Caller): boolean {
    if (authentication === "unauthenticated") {
        return true;
    }
    const { identity } = caller;
    if (identity === undefined) {
        return false;
    }
    return (
        authentication === "tls" ||
        authentication.exact.has(identity) ||
        authentication.suffixes.some((suffix) => identity.endsWith(suffix))
    );
}

export function isAuthorized(authorization: Authorization, caller: Caller): boolean {
    return (
        isAuthenticated(authorization.authentication, caller) &&
        authorization.networks.some((network) => networkContains(network, caller.address))
    );
}

/** Why an authorization does or does not hold for a caller. */
export function explain(authorization: Authorization, caller: Caller): string {
    const { authentication, networks } = authorization;
    const through = authorization.through
        .map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
        .join(" and ");
    const by = through === "" ? "" : ` (${through})`;
    const who = caller.identity ?? "a client without identity";
    if (!isAuthenticated(authentication, caller)) {
        return `does not allow ${who}${by}`;
    }
    if (!networks.some((network) => networkContains(network, caller.address))) {
        return `does not allow address ${caller.address}, only ${networks.map(networkText).join(", ")}${by}`;
    }
    if (authentication === "unauthenticated") {
        return networks === anyNetwork
            ? `allows every client${by}`
            : `allows address ${caller.address}${by}`;
    }
    return `allows ${who}${by}`;
}
