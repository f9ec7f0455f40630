import type { Problem } from "zero-trust-manifests";
import { principalText, targetText, type AccessModel } from "./model";
import { portAccesses, sourceKey, sourceOf } from "./portAccess";
import { publicRequests } from "./publicRequests";
import { isScoped, matchKey, ties, type RequestSet } from "./requests";

/** Problems that edges through an ingress have together: one request, one place. */
export function publicProblems(model: AccessModel): Problem[] {
    const problems: Problem[] = [];
    const taken = new Map<string, { index: number; leads: string }>();
    const take = (what: string, index: number, leads: string): void => {
        const earlier = taken.get(what) ?? { index, leads };
        if (earlier.leads !== leads) {
            problems.push({
                path: `edges[${index}].from`,
                reason: `${what} leads somewhere else already, by edges[${earlier.index}]`,
                remedy: "keep one of them",
            });
        }
        taken.set(what, earlier);
    };
    model.edges.forEach((edge, index) => {
        const { from, to } = edge;
        if (from.kind === "authentication") {
            take(principalText(from), index, `${index}`);
        } else if (from.kind === "internet") {
            for (const { host, match, rewrite } of publicRequests(edge, from)) {
                const method = match.method === undefined ? "" : `${match.method} `;
                const what = `${method}https://${host}${match.path}`;
                take(what, index, `${targetText(to)} ${rewrite}`);
            }
        }
    });
    return problems;
}

/** Problems that the edges of one port have together. */
export function portProblems(model: AccessModel): Problem[] {
    const indexes = new Map(model.edges.map((edge, index) => [edge, index]));
    return portAccesses(model).flatMap(({ port, sets, edges }) => {
        const problems: Problem[] = [];
        const scoped = edges.find(isScoped);
        if (port.protocol === "gRPC" && scoped !== undefined) {
            const path = `edges[${indexes.get(scoped) ?? 0}].services`;
            const whole = edges.find((edge) => !isScoped(edge));
            const tried = edges.find(({ auditUntil }) => auditUntil !== undefined);
            const why = `narrows ${targetText(scoped.to)}, and Linkerd has no route for all other services`;
            if (whole !== undefined) {
                problems.push({
                    path,
                    reason: `${why}, which edges[${indexes.get(whole) ?? 0}] needs`,
                    remedy: "give the services there as well",
                });
            }
            if (tried !== undefined) {
                problems.push({
                    path,
                    reason: `${why}, which edges[${indexes.get(tried) ?? 0}].auditUntil needs`,
                    remedy: "leave the services out while it is tried",
                });
            }
        }
        for (const [left, right] of ties(sets)) {
            const callers = new Set([...left.callers, ...right.callers]);
            const involved = edges.filter(({ from }) =>
                callers.has(sourceKey(sourceOf(model, from))),
            );
            const path = involved.map((edge) => `edges[${indexes.get(edge) ?? 0}]`).join(", ");
            const [prefix, exact] = isExact(left) ? [right, left] : [left, right];
            problems.push({
                path,
                reason: `Linkerd does not prefer the exact ${requestsText(exact)} to the prefix ${requestsText(prefix)}, and their callers differ`,
                remedy: "give both to all of them, or other paths",
            });
        }
        return problems;
    });
}

function isExact({ match }: RequestSet<string>): boolean {
    return match.kind === "http" && match.exact;
}

/** `GET /items/` */
function requestsText({ match }: RequestSet<string>): string {
    return match.kind === "grpc"
        ? matchKey(match)
        : `${match.method === undefined ? "" : `${match.method} `}${match.path}`;
}
