import type { AccessModel, Edge, Principal } from "./model";
import { adminPort, sortedEntries } from "./portAccess";
import { listedMatches, matchesOf, matchText, probeMatch } from "./requests";

/**
 * Who may call whom, for people: `faces/face → faces/smiley:http` is `every request`. Sorted, so
 * that the difference of two is who newly may call, and who no longer may.
 */
export function accessMatrix(model: AccessModel): Record<string, string> {
    const requests = new Map<string, Set<string>>();
    for (const edge of model.edges) {
        const call = `${callerText(model, edge.from)} → ${calledText(edge)}`;
        const known = requests.get(call) ?? new Set();
        requests.set(call, known.add(requestsText(edge)));
    }
    return Object.fromEntries(
        sortedEntries(Object.fromEntries(requests)).map(([call, texts]) => [
            call,
            [...texts].sort().join(", "),
        ]),
    );
}

/** Where a browser finds a workload: `https://faces.example.com/faces/`, in alphabetical order. */
export function publicUrls(
    model: AccessModel,
    { namespace, workload }: { namespace: string; workload: string },
): string[] {
    const urls = model.edges.flatMap(({ from, to }) =>
        from.kind === "internet" &&
        to.kind === "port" &&
        to.namespace === namespace &&
        to.workload === workload
            ? [`https://${from.host}${from.prefix}`]
            : [],
    );
    return [...new Set(urls)].sort();
}

function callerText(model: AccessModel, from: Principal): string {
    switch (from.kind) {
        case "workload":
        case "authentication":
            return `${from.namespace}/${from.workload}`;
        case "identity": {
            const identity = model.identities[from.name];
            return identity === undefined
                ? from.name
                : `${identity.namespace}/${identity.serviceAccount}`;
        }
        case "network":
            return `${from.name} (${[...(model.networks[from.name] ?? [])].sort().join(", ")})`;
        case "internet":
            return `https://${from.host}${from.prefix}`;
    }
}

function calledText({ to }: Edge): string {
    return to.kind === "port"
        ? `${to.namespace}/${to.workload}:${to.port}`
        : `${to.namespace}/*:${adminPort.name}`;
}

function requestsText(edge: Edge): string {
    const what =
        edge.from.kind === "authentication"
            ? "asks who a user is"
            : edge.to.kind === "metrics"
              ? matchText(probeMatch(adminPort.metricsPath))
              : matchesOf(edge) === undefined
                ? "every request"
                : listedMatches(edge).map(matchText).sort().join(", ");
    return edge.auditUntil === undefined ? what : `${what}, tried out until ${edge.auditUntil}`;
}
