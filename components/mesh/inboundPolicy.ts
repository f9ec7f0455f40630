import type { CustomResourceSpecs, HTTPRouteSpec, ServerSpec } from "../customResources";

/** A caller: the ServiceAccount whose mesh identity its proxy proves. */
export interface Caller {
    /** Name of the ServiceAccount. */
    serviceAccount: string;
    /** Its namespace. */
    namespace: string;
}

/** Kinds of which an inbound policy consists. */
export type InboundPolicyKind =
    | "Server"
    | "HTTPRoute"
    | "AuthorizationPolicy"
    | "MeshTLSAuthentication"
    | "NetworkAuthentication";

/** One object of an inbound policy; all of them are in the namespace of the Server's pods. */
export type InboundPolicyObject<Kind extends InboundPolicyKind = InboundPolicyKind> = {
    [K in Kind]: { kind: K; name: string; spec: CustomResourceSpecs[K] };
}[Kind];

/** The inbound policy of one port: who may call it, and where. */
export interface InboundPolicy {
    /** Name of the Server; the other objects' names begin with it. */
    name: string;
    podSelector: ServerSpec["podSelector"];
    port: ServerSpec["port"];
    proxyProtocol: ServerSpec["proxyProtocol"];
    /** Who may call. Nobody else may. */
    callers: Caller[];
    /** Path prefixes that callers may use; empty means every path. */
    pathPrefixes: string[];
    /**
     * The kubelet's probe of the port. With path prefixes it must be authorised by hand, because a
     * route on a Server takes away the authorisation that Linkerd gives probes by itself.
     */
    probe: { path: string; networks: string[] } | undefined;
}

/**
 * The objects of an inbound policy, with the narrowest target: the Server, or its routes where only
 * some paths are allowed.
 */
export function inboundPolicyObjects(policy: InboundPolicy): InboundPolicyObject[] {
    const { name, podSelector, port, proxyProtocol, callers, pathPrefixes, probe } = policy;
    const objects: InboundPolicyObject[] = [
        {
            kind: "Server",
            name,
            spec: { podSelector, port, proxyProtocol, accessPolicy: "deny" },
        },
    ];
    if (callers.length === 0) {
        return objects;
    }
    const callersName = `${name}-callers`;
    objects.push({
        kind: "MeshTLSAuthentication",
        name: callersName,
        spec: {
            identityRefs: callers.map(({ serviceAccount, namespace }) => ({
                kind: "ServiceAccount",
                name: serviceAccount,
                namespace,
            })),
        },
    });
    if (pathPrefixes.length === 0) {
        objects.push(authorization(callersName, "Server", name, "MeshTLSAuthentication"));
        return objects;
    }
    objects.push(
        route(
            callersName,
            name,
            pathPrefixes.map((value) => ({ path: { type: "PathPrefix", value } })),
        ),
        authorization(callersName, "HTTPRoute", callersName, "MeshTLSAuthentication"),
    );
    if (probe !== undefined) {
        const probesName = `${name}-probes`;
        objects.push(
            route(probesName, name, [
                { method: "GET", path: { type: "Exact", value: probe.path } },
            ]),
            {
                kind: "NetworkAuthentication",
                name: probesName,
                spec: { networks: probe.networks.map((cidr) => ({ cidr })) },
            },
            authorization(probesName, "HTTPRoute", probesName, "NetworkAuthentication"),
        );
    }
    return objects;
}

function route(
    name: string,
    server: string,
    matches: HTTPRouteSpec["rules"][number]["matches"],
): InboundPolicyObject {
    return {
        kind: "HTTPRoute",
        name,
        spec: {
            parentRefs: [{ group: "policy.linkerd.io", kind: "Server", name: server }],
            rules: [{ matches }],
        },
    };
}

function authorization(
    name: string,
    targetKind: "Server" | "HTTPRoute",
    targetName: string,
    authenticationKind: "MeshTLSAuthentication" | "NetworkAuthentication",
): InboundPolicyObject {
    return {
        kind: "AuthorizationPolicy",
        name,
        spec: {
            targetRef: {
                group: targetKind === "Server" ? "policy.linkerd.io" : "gateway.networking.k8s.io",
                kind: targetKind,
                name: targetName,
            },
            requiredAuthenticationRefs: [
                { group: "policy.linkerd.io", kind: authenticationKind, name },
            ],
        },
    };
}
