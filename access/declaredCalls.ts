import { cidrsOf, isAudited } from "./compile/linkerdObjects";
import type { AccessModel } from "./model/model";
import {
    kubelet,
    portAccesses,
    sortedEntries,
    sourceKey,
    sourceOf,
    type PortAccess,
} from "./model/portAccess";
import { publicRequests } from "./model/publicRequests";
import { matchText, probeMatch } from "./model/requests";

/** A call that a model allows, as the evaluator's `Call` tells it. */
export interface DeclaredCall {
    /** `namespace/serviceaccount`, `unauthenticated` with `@` and networks, or `internet`. */
    from: string;
    /** `namespace/workload`. */
    to: string;
    /** Container port. */
    port: number;
    /** Requests, e.g. `GET /face/*`; `*` for all. */
    request: string;
    /** Whether it is let through only where the pods have it: a probe, or a public listener. */
    optional: boolean;
}

/**
 * Every call that a model allows: what the evaluator is to find where the model is in force.
 *
 * @param today decides which edges are still tried out, e.g. `2026-11-24`. Default: today, UTC.
 */
export function declaredCalls(
    model: AccessModel,
    today: string = new Date().toISOString().slice(0, 10),
): DeclaredCall[] {
    return [
        ...portAccesses(model).flatMap((access) => callsTo(access, model, today)),
        ...listenerCalls(model),
        ...internetCalls(model),
    ];
}

function callsTo(access: PortAccess, model: AccessModel, today: string): DeclaredCall[] {
    const { namespace, workload, port } = access;
    const names = workload
        ? [workload.name]
        : sortedEntries(model.namespaces[namespace]?.workloads ?? {}).map(([name]) => name);
    const callerText = callerTexts(access, model);
    const audited = isAudited(access, today);
    return names.flatMap((name) =>
        rowsOf(access, audited).flatMap(({ request, callers }) =>
            // What is only tried out lets everybody through, and logs it.
            (audited ? [everybody] : callers).map((caller): DeclaredCall => ({
                from: caller === everybody ? everybody : callerText(caller),
                to: `${namespace}/${name}`,
                port: port.port,
                request,
                optional: caller === kubelet,
            })),
        ),
    );
}

const everybody = "unauthenticated";

/** Who may send what, by the routes that the port has or that Linkerd gives it. */
function rowsOf(
    { port, sets, unlimited }: PortAccess,
    audited: boolean,
): { request: string; callers: readonly string[] }[] {
    const { protocol, probes = [] } = port;
    const all = (request: string) => ({ request, callers: unlimited });
    if (protocol === "opaque" || protocol === "TLS") {
        return [all("*")];
    }
    if (sets.length === 0) {
        return protocol === "gRPC"
            ? [all("*/*")]
            : [
                  all("*"),
                  ...[...new Set(probes)].sort().map((path) => ({
                      request: matchText(probeMatch(path)),
                      callers: [kubelet, ...unlimited],
                  })),
              ];
    }
    const rows = sets.map(({ match, callers }) => ({
        request: matchText(match),
        callers: [...callers, ...unlimited],
    }));
    const hasRest = protocol !== "gRPC" && (unlimited.length > 0 || audited);
    return hasRest ? [...rows, all("/*")] : rows;
}

/** How the evaluator names each of a port's callers. */
function callerTexts({ edges }: PortAccess, model: AccessModel): (caller: string) => string {
    const texts = new Map(
        edges.map(({ from }) => {
            const source = sourceOf(model, from);
            return [
                sourceKey(source),
                source.kind === "network"
                    ? networkText(model, source.name)
                    : `${source.namespace}/${source.serviceAccount}`,
            ];
        }),
    );
    texts.set(kubelet, networkText(model, kubelet));
    return (caller) => texts.get(caller) ?? caller;
}

function networkText(model: AccessModel, name: string): string {
    return `${everybody}@${cidrsOf(model, name).join(",")}`;
}

/** On its listeners an ingress has no proxy between itself and the internet. */
function listenerCalls(model: AccessModel): DeclaredCall[] {
    return sortedEntries(model.namespaces).flatMap(([namespace, { workloads }]) =>
        sortedEntries(workloads).flatMap(([name, { listeners = [] }]) =>
            listeners.flatMap((port) =>
                [everybody, "internet"].map((from) => ({
                    from,
                    to: `${namespace}/${name}`,
                    port,
                    request: "*",
                    optional: true,
                })),
            ),
        ),
    );
}

function internetCalls(model: AccessModel): DeclaredCall[] {
    const requests = model.edges.flatMap((edge) => {
        const { from, to } = edge;
        if (from.kind !== "internet" || to.kind !== "port") {
            return [];
        }
        const port = model.namespaces[to.namespace]?.workloads[to.workload]?.ports[to.port];
        return publicRequests(edge, from).map(({ host, match }) => ({
            to: `${to.namespace}/${to.workload}`,
            port,
            method: match.method,
            text: `${host}${match.path}${match.exact ? "" : "*"}`,
        }));
    });
    const posted = new Set(
        requests.flatMap(({ method, text }) => (method === "POST" ? [text] : [])),
    );
    return requests
        .filter(
            // gRPC is asked for by POST, and a Mapping that says so comes first.
            ({ port, method, text }) =>
                port?.protocol !== "gRPC" || method !== undefined || !posted.has(text),
        )
        .map(({ to, port, method, text }) => ({
            from: "internet",
            to,
            port: port?.port ?? 0,
            request: method === undefined ? text : `${method} ${text}`,
            optional: false,
        }));
}
