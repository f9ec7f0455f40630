import type { Edge, Principal } from "./model";
import { everything, listedMatches, type HttpMatch, type Match } from "./requests";

/** Requests that an ingress takes from the internet. */
export interface PublicRequest {
    host: string;
    /** As the internet sends them. */
    match: HttpMatch;
    /** What the workload sees in place of the path that was matched. */
    rewrite: string;
}

/**
 * What an edge from the internet lets an ingress take: no more than it may hand on. Otherwise one
 * host could reach what the ingress may call only for the sake of another.
 */
export function publicRequests(
    edge: Edge,
    { host, prefix }: Extract<Principal, { kind: "internet" }>,
): PublicRequest[] {
    return listedMatches(edge).map((each) => {
        const inner = asPath(each);
        const path = `${prefix}${inner.path.slice(1)}`;
        return { host, match: { ...inner, path }, rewrite: inner.path };
    });
}

/** A gRPC client asks for `/service/method`. */
function asPath(match: Match): HttpMatch {
    if (match.kind === "http") {
        return match;
    }
    const { service, method } = match;
    return method === undefined
        ? { ...everything, path: `/${service}/` }
        : { ...everything, exact: true, path: `/${service}/${method}` };
}
