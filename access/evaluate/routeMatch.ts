import { coversAll } from "./regularExpression";
import type { Request } from "./question";
import type { GrpcMatch, HttpMatch, Route, RouteRule, ValueMatch } from "./route";

/** How specific a match is, in the order of precedence. */
type Summary = readonly number[];

/**
 * The route and rule that a request takes. As in Linkerd's proxy, the best match wins by host,
 * length of the path matched, number of headers and query parameters, and a method; of equals,
 * the route listed first.
 */
export function findRoute<Candidate extends Route>(
    routes: readonly Candidate[],
    request: Request,
): { route: Candidate; rule: RouteRule } | undefined {
    let best: { route: Candidate; rule: RouteRule; summary: Summary } | undefined;
    for (const route of routes) {
        const host = hostSummary(route.hostnames, request.host);
        if (host === undefined) {
            continue;
        }
        for (const rule of route.rules) {
            const found = ruleSummary(route.kind, rule, request);
            if (found === undefined) {
                continue;
            }
            const summary = [...host, ...found];
            if (best === undefined || compare(summary, best.summary) > 0) {
                best = { route, rule, summary };
            }
        }
    }
    return best;
}

function compare(left: Summary, right: Summary): number {
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
        const difference = (left[index] ?? 0) - (right[index] ?? 0);
        if (difference !== 0) {
            return difference;
        }
    }
    return 0;
}

function ruleSummary(kind: Route["kind"], rule: RouteRule, request: Request): Summary | undefined {
    if (rule.matches.length === 0) {
        // What matches everything counts as the path `/` of HTTP, and as no part of a gRPC method.
        return kind === "GRPCRoute" ? [0, 0, 0] : [1, 0, 0, 0];
    }
    let best: Summary | undefined;
    for (const match of rule.matches) {
        const summary = "path" in match ? httpSummary(match, request) : grpcSummary(match, request);
        if (summary !== undefined && (best === undefined || compare(summary, best) > 0)) {
            best = summary;
        }
    }
    return best;
}

function httpSummary(match: HttpMatch, request: Request): Summary | undefined {
    if (match.method !== undefined && match.method !== request.method) {
        return undefined;
    }
    const path = pathSummary(match.path, request.path);
    if (
        path === undefined ||
        !match.headers.every((header) => headerMatches(header, request)) ||
        !match.query.every((parameter) => queryMatches(parameter, request.query))
    ) {
        return undefined;
    }
    return [path, match.headers.length, match.query.length, match.method === undefined ? 0 : 1];
}

/** Length of what matched: Linkerd prefers by it alone, whether exact, prefix or expression. */
function pathSummary({ type, value, regex }: HttpMatch["path"], path: string): number | undefined {
    switch (type) {
        case "Exact":
            return path === value ? bytes(value) : undefined;
        case "RegularExpression":
            return regex !== undefined && coversAll(regex, path) ? bytes(path) : undefined;
        case "PathPrefix": {
            if (value === "/") {
                return 1;
            }
            const prefix = value.replace(/\/+$/, "");
            const trimmed = path.replace(/\/+$/, "");
            const rest = trimmed.startsWith(prefix) ? trimmed.slice(prefix.length) : undefined;
            return rest === "" || rest?.startsWith("/") === true ? bytes(prefix) : undefined;
        }
    }
}

function bytes(text: string): number {
    return Buffer.byteLength(text);
}

function valueMatches(expected: string | RegExp, value: string): boolean {
    return typeof expected === "string" ? expected === value : coversAll(expected, value);
}

function headerMatches({ name, value }: ValueMatch, request: Request): boolean {
    const given = request.headers[name.toLowerCase()];
    return given !== undefined && valueMatches(value, given);
}

function queryMatches({ name, value }: ValueMatch, query: string): boolean {
    // A question mark at its beginning would be dropped, though it is part of the first name.
    const parameters = new URLSearchParams(`&${query}`);
    return parameters.getAll(name).some((given) => valueMatches(value, given));
}

function grpcSummary(match: GrpcMatch, request: Request): Summary | undefined {
    const [root, service, method] = request.path.split("/");
    if (
        request.method !== "POST" ||
        root !== "" ||
        service === undefined ||
        method === undefined ||
        (match.service !== undefined && match.service !== service) ||
        (match.method !== undefined && match.method !== method) ||
        !match.headers.every((header) => headerMatches(header, request))
    ) {
        return undefined;
    }
    return [match.service?.length ?? 0, match.method?.length ?? 0, match.headers.length];
}

function hostSummary(hostnames: readonly string[], host: string | undefined): Summary | undefined {
    if (hostnames.length === 0) {
        return [0, 0];
    }
    if (host === undefined) {
        return undefined;
    }
    let best: Summary | undefined;
    for (const hostname of hostnames) {
        const wanted = hostname.toLowerCase();
        const given = wanted.endsWith(".") ? host : host.replace(/\.$/, "");
        const name = given.toLowerCase();
        const summary = wanted.startsWith("*.")
            ? name.endsWith(wanted.slice(1))
                ? [1, wanted.length - 1]
                : undefined
            : name === wanted
              ? [2, wanted.length]
              : undefined;
        if (summary !== undefined && (best === undefined || compare(summary, best) > 0)) {
            best = summary;
        }
    }
    return best;
}
