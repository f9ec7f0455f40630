import type { AccessModel } from "../model/model";
import {
    kubelet,
    podLabels,
    sourceKey,
    sourceOf,
    type PortAccess,
    type Source,
} from "../model/portAccess";
import { everything, type Match } from "../model/requests";
import type { KubernetesObject } from "zero-trust-manifests";
import { authorizationName, requestsName, serverName, sourceName } from "./names";

const linkerd = "policy.linkerd.io";
const gateway = "gateway.networking.k8s.io";

/** The Server of a port, its limit, its routes, and who is authorised. */
export function portObjects(
    access: PortAccess,
    model: AccessModel,
    today: string,
): KubernetesObject[] {
    const { namespace, port, sets, unlimited } = access;
    const server = serverName(access);
    const audited = isAudited(access, today);
    const sources = new Map<string, Source>(
        access.edges.map(({ from }) => {
            const source = sourceOf(model, from);
            return [sourceKey(source), source];
        }),
    );
    sources.set(kubelet, { kind: "network", name: kubelet });
    const objects: KubernetesObject[] = [
        {
            apiVersion: `${linkerd}/v1beta3`,
            kind: "Server",
            metadata: { name: server, namespace },
            spec: {
                podSelector: podSelector(access),
                port: access.portName,
                proxyProtocol: port.protocol,
                accessPolicy: audited ? "audit" : "deny",
            },
        },
    ];
    if (port.requestsPerSecond !== undefined) {
        objects.push({
            apiVersion: `${linkerd}/v1alpha1`,
            kind: "HTTPLocalRateLimitPolicy",
            metadata: { name: server, namespace },
            spec: {
                targetRef: { group: linkerd, kind: "Server", name: server },
                total: { requestsPerSecond: port.requestsPerSecond },
            },
        });
    }
    const authorize = (
        target: { group: string; kind: string; name: string },
        callers: readonly string[],
    ): void => {
        for (const caller of callers) {
            const source = sources.get(caller);
            if (source === undefined) {
                throw new RangeError(`${caller} calls ${server}, but no edge says so`);
            }
            objects.push(authorizationPolicy(namespace, target, source));
        }
    };
    authorize({ group: linkerd, kind: "Server", name: server }, unlimited);
    for (const { match, callers } of sets) {
        const name = requestsName(server, match);
        const route = routeObject(namespace, name, server, match);
        objects.push(route);
        authorize({ group: gateway, kind: route.kind, name }, callers);
    }
    const rest = requestsName(server, everything);
    if (
        sets.length > 0 &&
        port.protocol !== "gRPC" &&
        (unlimited.length > 0 || audited) &&
        !objects.some(({ metadata }) => metadata.name === rest)
    ) {
        // Without it, what no route matches is not found, whoever asks.
        objects.push(routeObject(namespace, rest, server, everything));
    }
    return objects;
}

/** The callers of a namespace's ports, as its authorizations refer to them. */
export function authenticationObjects(
    accesses: readonly PortAccess[],
    model: AccessModel,
): KubernetesObject[] {
    const objects = new Map<string, KubernetesObject>();
    for (const { namespace, edges, sets } of accesses) {
        const sources = edges.map(({ from }) => sourceOf(model, from));
        if (sets.some(({ callers }) => callers.includes(kubelet))) {
            sources.push({ kind: "network", name: kubelet });
        }
        for (const source of sources) {
            const name = sourceName(source);
            objects.set(`${namespace}/${name}`, {
                apiVersion: `${linkerd}/v1alpha1`,
                kind: authenticationKind(source),
                metadata: { name, namespace },
                spec:
                    source.kind === "network"
                        ? { networks: cidrsOf(model, source.name).map((cidr) => ({ cidr })) }
                        : {
                              identityRefs: [
                                  {
                                      kind: "ServiceAccount",
                                      name: source.serviceAccount,
                                      namespace: source.namespace,
                                  },
                              ],
                          },
            });
        }
    }
    return [...objects.values()];
}

/** The CIDR blocks of a network, or of the kubelet, each once and in order. */
export function cidrsOf(model: AccessModel, name: string): string[] {
    const cidrs = name === kubelet ? model.kubelet : (model.networks[name] ?? []);
    return [...new Set(cidrs)].sort();
}

/** Whether an edge to the port is still tried out. */
export function isAudited({ auditUntil }: PortAccess, today: string): boolean {
    return auditUntil !== undefined && today <= auditUntil;
}

function podSelector(access: PortAccess): object {
    const matchLabels = podLabels(access);
    return matchLabels === undefined
        ? // The proxy injector gives every meshed pod this label.
          { matchExpressions: [{ key: "linkerd.io/control-plane-ns", operator: "Exists" }] }
        : { matchLabels };
}

function authenticationKind(source: Source): string {
    return source.kind === "network" ? "NetworkAuthentication" : "MeshTLSAuthentication";
}

function authorizationPolicy(
    namespace: string,
    targetRef: { group: string; kind: string; name: string },
    source: Source,
): KubernetesObject {
    return {
        apiVersion: `${linkerd}/v1alpha1`,
        kind: "AuthorizationPolicy",
        metadata: { name: authorizationName(targetRef.name, source), namespace },
        spec: {
            targetRef,
            requiredAuthenticationRefs: [
                { group: linkerd, kind: authenticationKind(source), name: sourceName(source) },
            ],
        },
    };
}

function routeObject(
    namespace: string,
    name: string,
    server: string,
    match: Match,
): KubernetesObject {
    return {
        apiVersion: `${gateway}/v1`,
        kind: match.kind === "grpc" ? "GRPCRoute" : "HTTPRoute",
        metadata: { name, namespace },
        spec: {
            parentRefs: [{ group: linkerd, kind: "Server", name: server }],
            rules: [{ matches: [routeMatch(match)] }],
        },
    };
}

function routeMatch(match: Match): object {
    if (match.kind === "grpc") {
        const { service, method } = match;
        return {
            method: { type: "Exact", service, ...(method === undefined ? {} : { method }) },
        };
    }
    const { method, exact, path } = match;
    return {
        path: { type: exact ? "Exact" : "PathPrefix", value: path },
        ...(method === undefined ? {} : { method }),
    };
}
