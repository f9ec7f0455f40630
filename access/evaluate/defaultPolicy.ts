import { anyNetwork, parseIdentities, type Authorization } from "./client";
import type { Network } from "./network";

export const defaultPolicies = [
    "all-authenticated",
    "all-unauthenticated",
    "cluster-authenticated",
    "cluster-unauthenticated",
    "deny",
    "audit",
] as const;

/** What Linkerd does where no Server says otherwise. */
export type DefaultPolicy = (typeof defaultPolicies)[number];

export function isDefaultPolicy(text: string): text is DefaultPolicy {
    return (defaultPolicies as readonly string[]).includes(text);
}

/** Whom a default policy, or a Server's accessPolicy, lets in. */
export function defaultAuthorizations(
    policy: DefaultPolicy,
    clusterNetworks: readonly Network[],
): Authorization[] {
    if (policy === "deny") {
        return [];
    }
    return [
        {
            kind: "DefaultPolicy",
            namespace: "",
            name: policy,
            authentication: policy.endsWith("-authenticated")
                ? parseIdentities(["*"])
                : "unauthenticated",
            networks: policy.startsWith("cluster-") ? clusterNetworks : anyNetwork,
            through: [],
        },
    ];
}
