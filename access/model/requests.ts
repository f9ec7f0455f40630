import type { Edge, GrpcScope, HttpScope } from "./model";

/** A set of HTTP requests: one path, or all below it, with one method or any. */
export interface HttpMatch {
    kind: "http";
    method: string | undefined;
    exact: boolean;
    /** A prefix ends in a slash. */
    path: string;
}

/** A set of gRPC requests: a service, or one method of it. */
export interface GrpcMatch {
    kind: "grpc";
    service: string;
    method: string | undefined;
}

/** A set of requests that a route can match. */
export type Match = HttpMatch | GrpcMatch;

/** All HTTP requests. */
export const everything: HttpMatch = { kind: "http", method: undefined, exact: false, path: "/" };

/** The requests that a scope allows; undefined for all of them. */
export function matchesOf(scope: HttpScope & GrpcScope): Match[] | undefined {
    const matches = listedMatches(scope);
    return matches.some((match) => covers(match, everything)) ? undefined : matches;
}

/** The requests that a scope lists, one by one, even where one covers another. */
export function listedMatches({ paths, methods, services }: HttpScope & GrpcScope): Match[] {
    if (services !== undefined) {
        return services.map((text) => {
            const [service = "", method] = text.split("/");
            return { kind: "grpc", service, method };
        });
    }
    return (paths ?? ["/"]).flatMap((path) =>
        (methods ?? [undefined]).map((method): Match => ({
            kind: "http",
            method,
            exact: !path.endsWith("/"),
            path,
        })),
    );
}

/** The kubelet's probe of a path. */
export function probeMatch(path: string): HttpMatch {
    return { kind: "http", method: "GET", exact: true, path };
}

/** A text that is the same for the same set of requests. */
export function matchKey(match: Match): string {
    return match.kind === "grpc"
        ? `${match.service}/${match.method ?? "*"}`
        : `${match.method ?? "*"} ${match.path}${match.exact ? "" : "*"}`;
}

/** How people read a set of requests: `GET /items/*`, `/ready`, `shop.Cart/Get`. */
export function matchText(match: Match): string {
    if (match.kind === "grpc") {
        return `${match.service}/${match.method ?? "*"}`;
    }
    const { method, exact, path } = match;
    return `${method === undefined ? "" : `${method} `}${path}${exact ? "" : "*"}`;
}

/** Whether every request of `narrow` is one of `wide`. */
export function covers(wide: Match, narrow: Match): boolean {
    if (wide.kind === "grpc" || narrow.kind === "grpc") {
        return (
            wide.kind === narrow.kind &&
            wide.kind === "grpc" &&
            narrow.kind === "grpc" &&
            wide.service === narrow.service &&
            (wide.method === undefined || wide.method === narrow.method)
        );
    }
    return (wide.method === undefined || wide.method === narrow.method) && coversPath(wide, narrow);
}

/** As routes match: below a prefix is the prefix without its slash, too. */
function coversPath(wide: HttpMatch, narrow: HttpMatch): boolean {
    if (wide.exact) {
        return narrow.exact && wide.path === narrow.path;
    }
    return `${narrow.path}/`.startsWith(wide.path);
}

/** The requests that are in both sets; undefined where there are none. */
function intersection(left: Match, right: Match): Match | undefined {
    if (covers(left, right)) {
        return right;
    }
    if (covers(right, left)) {
        return left;
    }
    if (left.kind === "grpc" || right.kind === "grpc") {
        return undefined;
    }
    const method = left.method ?? right.method;
    if (left.method !== undefined && right.method !== undefined && left.method !== right.method) {
        return undefined;
    }
    const { exact, path } = coversPath(left, right) ? right : left;
    return coversPath(left, right) || coversPath(right, left)
        ? { kind: "http", method, exact, path }
        : undefined;
}

/** Some requests of a port, and the callers, of those given, that may send them. */
export interface RequestSet<Caller> {
    match: Match;
    callers: readonly Caller[];
}

/**
 * Divides the requests of a port so that a caller's right to a request is decided by the one route
 * that the proxy takes for it, the most specific: it authorises whoever may send all that the route
 * matches. Hence sets that overlap are cut out as a set of their own. In the order of their keys.
 */
export function divideRequests<Caller>(
    grants: readonly { caller: Caller; match: Match }[],
): RequestSet<Caller>[] {
    const sets = new Map<string, Match>();
    for (const { match } of grants) {
        for (const known of [match, ...sets.values()]) {
            const both = intersection(match, known);
            if (both !== undefined) {
                sets.set(matchKey(both), both);
            }
        }
    }
    return [...sets.entries()]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([, match]) => ({
            match,
            callers: [
                ...new Set(
                    grants
                        .filter((grant) => covers(grant.match, match))
                        .map(({ caller }) => caller),
                ),
            ],
        }));
}

/**
 * Pairs of sets of which the proxy does not prefer the narrower: it goes by the length of the path
 * and then by whether a method is asked for, so an exact path is no better than a prefix like it.
 */
export function ties<Caller>(
    sets: readonly RequestSet<Caller>[],
): (readonly [RequestSet<Caller>, RequestSet<Caller>])[] {
    const found: (readonly [RequestSet<Caller>, RequestSet<Caller>])[] = [];
    const bySpecificity = new Map<string, RequestSet<Caller>>();
    for (const set of sets) {
        const { match } = set;
        if (match.kind === "grpc") {
            continue;
        }
        const path = match.exact || match.path === "/" ? match.path : match.path.slice(0, -1);
        const key = `${match.method ?? "*"} ${path}`;
        const other = bySpecificity.get(key);
        if (other !== undefined && !sameMembers(other.callers, set.callers)) {
            found.push([other, set]);
        }
        bySpecificity.set(key, set);
    }
    return found;
}

function sameMembers<Member>(left: readonly Member[], right: readonly Member[]): boolean {
    return left.length === right.length && left.every((member) => right.includes(member));
}

/** Whether an edge allows only some of the requests of its port. */
export function isScoped(edge: Edge): boolean {
    return matchesOf(edge) !== undefined;
}
