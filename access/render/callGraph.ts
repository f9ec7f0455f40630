import type { Call } from "../evaluate/evaluator";
import { proxyPorts } from "../evaluate/workload";
import { bases, basisOf, type Basis } from "./basis";
import { grouped } from "./group";
import type { Overview } from "./matrix";
import { partsOf } from "./name";
import { compareCallers } from "./order";

export interface GraphEdge {
    from: string;
    to: string;
    basis: Basis;
    label: string;
}

/** What a picture shows: workloads, or where these are too many, their namespaces. */
export interface CallGraph {
    of: "workloads" | "namespaces";
    nodes: readonly string[];
    edges: readonly GraphEdge[];
}

/** More than this nobody can follow. */
const readable = { nodes: 40, edges: 80 };

/**
 * The graph of calls that a picture can still show; undefined where even namespaces are too many.
 * Calls to the proxies' own port are left out: probes and metrics reach every workload.
 */
export function callGraph({ called, callers }: Overview): CallGraph | undefined {
    const calls = called
        .flatMap((each) => each.calls)
        .filter(({ port }) => port !== proxyPorts.admin);
    const drawn = new Set(calls.map(({ from }) => from));
    const names = [
        ...callers.filter((caller) => drawn.has(caller)),
        ...called.map(({ to }) => to),
    ].sort(compareCallers);
    const workloads: CallGraph = {
        of: "workloads",
        nodes: [...new Set(names)],
        edges: edgesOf(
            calls,
            (name) => name,
            (some) => portsText(some),
        ),
    };
    if (isReadable(workloads)) {
        return workloads;
    }
    const namespaces: CallGraph = {
        of: "namespaces",
        nodes: [...new Set(names.map(groupOf))].sort(compareCallers),
        edges: edgesOf(calls, groupOf, (some) => {
            const pairs = new Set(some.map(({ from, to, port }) => `${from} ${to} ${port}`));
            return String(pairs.size);
        }),
    };
    return isReadable(namespaces) && namespaces.nodes.length > 1 ? namespaces : undefined;
}

function isReadable({ nodes, edges }: CallGraph): boolean {
    return nodes.length <= readable.nodes && edges.length <= readable.edges;
}

function groupOf(name: string): string {
    return partsOf(name).namespace ?? name;
}

function edgesOf(
    calls: readonly Call[],
    nodeOf: (name: string) => string,
    labelOf: (calls: readonly Call[]) => string,
): GraphEdge[] {
    const groups = grouped(calls, (call) =>
        JSON.stringify([nodeOf(call.from), nodeOf(call.to), basisOf(call)]),
    );
    return [...groups]
        .map(([key, some]) => {
            const [from, to, basis] = JSON.parse(key) as [string, string, Basis];
            return { from, to, basis, label: labelOf(some) };
        })
        .sort(
            (left, right) =>
                compareCallers(left.from, right.from) ||
                compareCallers(left.to, right.to) ||
                bases.indexOf(left.basis) - bases.indexOf(right.basis),
        );
}

function portsText(calls: readonly Call[]): string {
    const ports = [...new Set(calls.map(({ port }) => port))];
    return ports
        .sort((left, right) => left - right)
        .map((port) => `:${port}`)
        .join(" ");
}
