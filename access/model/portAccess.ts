import {
    labelsOf,
    type AccessModel,
    type Edge,
    type PortModel,
    type Principal,
    type WorkloadModel,
} from "./model";
import { divideRequests, matchesOf, probeMatch, type Match, type RequestSet } from "./requests";

/** What a proxy can tell of a caller: an identity in the mesh, or an address. */
export type Source =
    | { kind: "identity"; namespace: string; serviceAccount: string }
    | { kind: "network"; name: string };

/** Who may call a port, as its proxy has to decide it. */
export interface PortAccess {
    namespace: string;
    /** Undefined for the metrics of all of the namespace's proxies. */
    workload: { name: string; model: WorkloadModel } | undefined;
    portName: string;
    port: PortModel;
    /** Who may send every request, by `sourceKey`. */
    unlimited: readonly string[];
    /** What others may send; empty where nobody is limited to some requests. */
    sets: readonly RequestSet<string>[];
    /** The last day on which an edge to the port is tried out. */
    auditUntil: string | undefined;
    /** The edges, which may be none. */
    edges: readonly Edge[];
}

/** The network that the kubelet probes from, among the sources. */
export const kubelet = "kubelet";

/** The proxy's own port, with metrics and probes. */
export const adminPort = {
    name: "linkerd-admin",
    model: { port: 4191, protocol: "HTTP/1", probes: ["/live", "/ready"] },
    metricsPath: "/metrics",
} as const;

/** Unique among the sources of a model: an identity's has a dot, a network's has none. */
export function sourceKey(source: Source): string {
    return source.kind === "network" ? source.name : `${source.serviceAccount}.${source.namespace}`;
}

/** Whom a proxy sees when a principal calls: for the internet, that is the ingress. */
export function sourceOf(model: AccessModel, principal: Principal): Source {
    switch (principal.kind) {
        case "network":
            return { kind: "network", name: principal.name };
        case "identity": {
            const found = model.identities[principal.name];
            if (found === undefined) {
                throw new RangeError(`there is no identity ${principal.name}`);
            }
            const { namespace, serviceAccount } = found;
            return { kind: "identity", namespace, serviceAccount };
        }
        default: {
            const { namespace, workload } = callingWorkload(model, principal);
            const serviceAccount =
                model.namespaces[namespace]?.workloads[workload]?.serviceAccount ?? workload;
            return { kind: "identity", namespace, serviceAccount };
        }
    }
}

/** The workload of the model whose pods make the call. */
export function callingWorkload(
    model: AccessModel,
    principal: Exclude<Principal, { kind: "network" | "identity" }>,
): { namespace: string; workload: string } {
    if (principal.kind !== "internet") {
        return principal;
    }
    const host = model.hosts[principal.host];
    if (host === undefined) {
        throw new RangeError(`there is no host ${principal.host}`);
    }
    return host.ingress;
}

/** Every port of the model, in the order of namespaces, workloads and ports. */
export function portAccesses(model: AccessModel): PortAccess[] {
    const edgesTo = new Map<string, Edge[]>();
    for (const edge of model.edges) {
        const { to } = edge;
        const key = to.kind === "port" ? `${to.namespace}/${to.workload}/${to.port}` : to.namespace;
        const known = edgesTo.get(key);
        if (known === undefined) {
            edgesTo.set(key, [edge]);
        } else {
            known.push(edge);
        }
    }
    return sortedEntries(model.namespaces).flatMap(([namespace, { workloads }]) => {
        const ports = sortedEntries(workloads).flatMap(([name, workload]) =>
            sortedEntries(workload.ports).map(([portName, port]) =>
                accessOf(
                    model,
                    { namespace, workload: { name, model: workload }, portName, port },
                    edgesTo.get(`${namespace}/${name}/${portName}`) ?? [],
                    (edge) => matchesOf(edge),
                ),
            ),
        );
        const scrapes = edgesTo.get(namespace);
        if (scrapes !== undefined) {
            const { name: portName, model: port, metricsPath } = adminPort;
            ports.push(
                accessOf(
                    model,
                    { namespace, workload: undefined, portName, port },
                    scrapes,
                    // The port also answers what changes the proxy.
                    () => [probeMatch(metricsPath)],
                ),
            );
        }
        return ports;
    });
}

function accessOf(
    model: AccessModel,
    where: Pick<PortAccess, "namespace" | "workload" | "portName" | "port">,
    edges: readonly Edge[],
    requestsOf: (edge: Edge) => Match[] | undefined,
): PortAccess {
    const unlimited = new Set<string>();
    const grants: { caller: string; match: Match }[] = [];
    for (const edge of edges) {
        const caller = sourceKey(sourceOf(model, edge.from));
        const matches = requestsOf(edge);
        if (matches === undefined) {
            unlimited.add(caller);
        } else {
            grants.push(...matches.map((match) => ({ caller, match })));
        }
    }
    if (grants.length > 0) {
        // A route on the port takes away the authorisation that Linkerd gives probes by itself.
        const probes = where.port.probes ?? [];
        grants.push(...probes.map((path) => ({ caller: kubelet, match: probeMatch(path) })));
    }
    const sets = divideRequests(grants).map(({ match, callers }) => ({
        match,
        callers: callers.filter((caller) => !unlimited.has(caller)).sort(),
    }));
    const days = edges.flatMap(({ auditUntil }) => auditUntil ?? []).sort();
    return {
        ...where,
        unlimited: [...unlimited].sort(),
        sets,
        auditUntil: days.at(-1),
        edges,
    };
}

/** Labels of the pods that a port access is about; undefined for all pods of the namespace. */
export function podLabels({ workload }: PortAccess): Readonly<Record<string, string>> | undefined {
    return workload === undefined ? undefined : labelsOf(workload.name, workload.model);
}

/** The entries of a record, by name. */
export function sortedEntries<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
    return Object.entries(record).sort(([left], [right]) =>
        left < right ? -1 : left > right ? 1 : 0,
    );
}
