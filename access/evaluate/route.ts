import { groupOf } from "../kinds";
import type { KubernetesObject } from "../objects";
import { httpMethods } from "../model/model";
import type { Field } from "./field";

/** What is asked of an HTTP server. */
export interface Request {
    method: string;
    /** Path without query. */
    path: string;
    query: string;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
    /** Without port; undefined where the request names none. */
    host: string | undefined;
}

interface ValueMatch {
    name: string;
    value: string | RegExp;
}

interface HttpMatch {
    path: { type: "Exact" | "PathPrefix" | "RegularExpression"; value: string; regex?: RegExp };
    method: string | undefined;
    headers: readonly ValueMatch[];
    query: readonly ValueMatch[];
}

interface GrpcMatch {
    service: string | undefined;
    method: string | undefined;
    headers: readonly ValueMatch[];
}

export interface RouteRule {
    /** Any of them; none matches everything. */
    matches: readonly (HttpMatch | GrpcMatch)[];
}

/** An HTTPRoute or GRPCRoute with Server parents, or one that Linkerd makes itself. */
export interface Route {
    kind: "HTTPRoute" | "GRPCRoute" | "DefaultRoute";
    group: string;
    namespace: string;
    name: string;
    created: string | undefined;
    hostnames: readonly string[];
    rules: readonly RouteRule[];
}

/** A route object and the Servers that it wants to attach to. */
export interface RouteObject extends Route {
    servers: ReadonlySet<string>;
    /** Why the policy controller passes over it; undefined where it does not. */
    ignored: string | undefined;
    /**
     * Servers, as `namespace/name`, of which the route's status says that they accepted it. The
     * policy controller attaches only such routes.
     */
    accepted: ReadonlySet<string>;
    /** Why the proxy refuses the policy of a Server that this is attached to. */
    refused: string | undefined;
}

/** The route for everything, which a Server has that no route is attached to. */
export const defaultRoute: Route = {
    kind: "DefaultRoute",
    group: "",
    namespace: "",
    name: "default",
    created: undefined,
    hostnames: [],
    rules: [{ matches: [] }],
};

export const defaultGrpcRoute: Route = {
    ...defaultRoute,
    rules: [{ matches: [{ service: undefined, method: undefined, headers: [] }] }],
};

/** The route that authorises a pod's HTTP probes. */
export function probeRoute(paths: Iterable<string>): Route {
    const matches = [...paths].sort().map((value): HttpMatch => ({
        path: { type: "Exact", value },
        method: "GET",
        headers: [],
        query: [],
    }));
    return { ...defaultRoute, name: "probe", rules: [{ matches }] };
}

export function isRoute(object: KubernetesObject): boolean {
    const group = groupOf(object.apiVersion);
    return (
        (object.kind === "HTTPRoute" &&
            (group === "gateway.networking.k8s.io" || group === "policy.linkerd.io")) ||
        (object.kind === "GRPCRoute" && group === "gateway.networking.k8s.io")
    );
}

export function readRoute(object: KubernetesObject, root: Field): RouteObject {
    const group = groupOf(object.apiVersion);
    const namespace = object.metadata.namespace ?? "default";
    const spec = root.at("spec");
    const grpc = object.kind === "GRPCRoute";
    const trouble: string[] = [];
    const refusals: string[] = [];
    const servers = new Set<string>();
    for (const parent of spec.at("parentRefs").items()) {
        const parentGroup = parent.at("group").string() ?? "gateway.networking.k8s.io";
        const parentKind = parent.at("kind").string() ?? "Gateway";
        const name = parent.at("name").requiredString();
        const parentNamespace = parent.at("namespace").string();
        if (!isLinkerdServer(parentGroup, parentKind) || name === "") {
            continue;
        }
        if (parentNamespace !== undefined && parentNamespace !== namespace) {
            trouble.push(`its parent Server ${parentNamespace}/${name} is in another namespace`);
        } else if (parent.at("port").present) {
            trouble.push(`it refers to its parent Server ${name} by port`);
        } else if (parent.at("sectionName").present) {
            trouble.push(`it refers to its parent Server ${name} by section name`);
        }
        servers.add(`${parentNamespace ?? namespace}/${name}`);
    }
    const ruleFields = spec.at("rules");
    const rules = ruleFields.items().map((rule): RouteRule => {
        for (const filter of rule.at("filters").items()) {
            filterTrouble(filter, grpc, trouble);
        }
        return {
            matches: rule
                .at("matches")
                .items()
                .map((match) =>
                    grpc ? readGrpcMatch(match, trouble, refusals) : readHttpMatch(match, trouble),
                ),
        };
    });
    return {
        kind: grpc ? "GRPCRoute" : "HTTPRoute",
        group,
        namespace,
        name: object.metadata.name,
        created: root.at("metadata", "creationTimestamp").string(),
        hostnames: spec.at("hostnames").strings(),
        // The CRD of the Gateway API's HTTPRoute has one rule for everything as its default.
        rules:
            !ruleFields.present && !grpc && group !== "policy.linkerd.io"
                ? [{ matches: [] }]
                : rules,
        servers,
        ignored: trouble[0],
        accepted: readAccepted(root, namespace),
        refused: refusals[0],
    };
}

function readAccepted(root: Field, namespace: string): Set<string> {
    const accepted = new Set<string>();
    for (const parent of root.at("status", "parents").items()) {
        const ref = parent.at("parentRef");
        const isAccepted = parent
            .at("conditions")
            .items()
            .some(
                (condition) =>
                    condition.at("type").string() === "Accepted" &&
                    condition.at("status").string() === "True",
            );
        if (
            isAccepted &&
            parent.at("controllerName").string() === "linkerd.io/policy-controller" &&
            ref.at("kind").string() === "Server"
        ) {
            accepted.add(
                `${ref.at("namespace").string() ?? namespace}/${ref.at("name").string() ?? ""}`,
            );
        }
    }
    return accepted;
}

export function isLinkerdServer(group: string, kind: string): boolean {
    return group.toLowerCase() === "policy.linkerd.io" && kind.toLowerCase() === "server";
}

function filterTrouble(filter: Field, grpc: boolean, trouble: string[]): void {
    const known = grpc
        ? ["requestHeaderModifier", "responseHeaderModifier"]
        : ["requestHeaderModifier", "responseHeaderModifier", "requestRedirect"];
    if (!known.some((key) => filter.at(key).present)) {
        const type = filter.at("type").string() ?? "none";
        trouble.push(`its filter ${type} is not supported by Linkerd`);
    }
}

function readHttpMatch(field: Field, trouble: string[]): HttpMatch {
    const path = field.at("path");
    const type =
        path.at("type").oneOf(["Exact", "PathPrefix", "RegularExpression"] as const) ??
        "PathPrefix";
    const value = path.at("value").string() ?? "/";
    const regex =
        type === "RegularExpression" ? readRegex(value, path.at("value"), trouble) : undefined;
    if (regex === undefined && !value.startsWith("/")) {
        trouble.push(`its path "${value}" does not begin with /`);
    }
    return {
        path: { type, value, ...(regex === undefined ? {} : { regex }) },
        method: field.at("method").oneOf(httpMethods),
        headers: readValueMatches(field.at("headers"), trouble),
        query: readValueMatches(field.at("queryParams"), trouble),
    };
}

function readGrpcMatch(field: Field, trouble: string[], refusals: string[]): GrpcMatch {
    const method = field.at("method");
    if (method.at("type").oneOf(["Exact", "RegularExpression"] as const) === "RegularExpression") {
        trouble.push("it matches methods by regular expression, which Linkerd does not support");
    }
    if (!method.present) {
        // The controller sends such a match without its RPC, which the proxy does not accept.
        refusals.push("one of its matches has no method");
    }
    return {
        service: emptyIsNone(method.at("service").string()),
        method: emptyIsNone(method.at("method").string()),
        headers: readValueMatches(field.at("headers"), trouble),
    };
}

function emptyIsNone(text: string | undefined): string | undefined {
    return text === "" ? undefined : text;
}

function readValueMatches(field: Field, trouble: string[]): ValueMatch[] {
    return field.items().map((item) => {
        const name = item.at("name").requiredString();
        const value = item.at("value").requiredString();
        const type = item.at("type").oneOf(["Exact", "RegularExpression"] as const);
        return {
            name,
            value:
                type === "RegularExpression"
                    ? (readRegex(value, item.at("value"), trouble) ?? value)
                    : value,
        };
    });
}

/** Rust's regular expressions in JavaScript's, for what both can say. */
function readRegex(source: string, field: Field, trouble: string[]): RegExp | undefined {
    if (/\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</.test(source)) {
        trouble.push(`its regular expression "${source}" is none that Linkerd understands`);
        return undefined;
    }
    let flags = "";
    const translated = source
        .replace(/^\(\?([is]+)\)/, (_all, given: string) => {
            flags = given;
            return "";
        })
        .replace(/\(\?P</g, "(?<")
        .replace(/\\A/g, "^")
        .replace(/\\z/g, "$");
    for (const attempt of [`${flags}u`, flags]) {
        try {
            return new RegExp(translated, attempt);
        } catch {
            // Without the flag, escapes are allowed that the flag forbids.
        }
    }
    field.report(`"${source}" is not a regular expression that can be evaluated`);
    return undefined;
}

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
            const found = ruleSummary(rule, request);
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

/** The order in which the policy controller lists routes: oldest first, then by name. */
export function compareRoutes(left: Route, right: Route): number {
    if (left.created !== right.created) {
        if (left.created === undefined) {
            return 1;
        }
        if (right.created === undefined) {
            return -1;
        }
        const difference = Date.parse(left.created) - Date.parse(right.created);
        if (difference !== 0) {
            return difference;
        }
    }
    return (
        compareText(left.name, right.name) ||
        compareText(left.group, right.group) ||
        compareText(left.kind, right.kind)
    );
}

export function compareText(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
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

function ruleSummary(rule: RouteRule, request: Request): Summary | undefined {
    if (rule.matches.length === 0) {
        return [1, 0, 0, 0];
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
            return path === value ? value.length : undefined;
        case "RegularExpression":
            return regex !== undefined && coversAll(regex, path) ? path.length : undefined;
        case "PathPrefix": {
            if (value === "/") {
                return 1;
            }
            const prefix = value.replace(/\/+$/, "");
            const trimmed = path.replace(/\/+$/, "");
            const rest = trimmed.startsWith(prefix) ? trimmed.slice(prefix.length) : undefined;
            return rest === "" || rest?.startsWith("/") === true ? prefix.length : undefined;
        }
    }
}

/** The leftmost match must be the whole text, as Linkerd asks. */
function coversAll(regex: RegExp, text: string): boolean {
    const match = regex.exec(text);
    return match?.index === 0 && match[0].length === text.length;
}

function valueMatches(expected: string | RegExp, value: string): boolean {
    return typeof expected === "string" ? expected === value : coversAll(expected, value);
}

function headerMatches({ name, value }: ValueMatch, request: Request): boolean {
    const given = request.headers[name.toLowerCase()];
    return given !== undefined && valueMatches(value, given);
}

function queryMatches({ name, value }: ValueMatch, query: string): boolean {
    return new URLSearchParams(query).getAll(name).some((given) => valueMatches(value, given));
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
    const name = host.toLowerCase().replace(/\.$/, "");
    let best: Summary | undefined;
    for (const hostname of hostnames) {
        const wanted = hostname.toLowerCase().replace(/\.$/, "");
        const summary = wanted.startsWith("*.")
            ? name.endsWith(wanted.slice(1)) && name.length >= wanted.length - 1
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

/**
 * A request that takes the given match where nothing better matches, and no other than that
 * match lets stand for its kind; undefined for a regular expression, of which none is derived.
 */
export function witnessOf(
    match: RouteRule["matches"][number],
    hostname?: string,
): Request | undefined {
    const values = [...match.headers, ...("query" in match ? match.query : [])];
    if (values.some(({ value }) => value instanceof RegExp)) {
        return undefined;
    }
    const host = hostname?.replace(/^\*\./, "any.");
    const headers = Object.fromEntries(
        match.headers.map(({ name, value }) => [name.toLowerCase(), String(value)]),
    );
    if (!("path" in match)) {
        const path = `/${match.service ?? "any.Service"}/${match.method ?? "Any"}`;
        return { method: "POST", path, query: "", headers, host };
    }
    const { type, value } = match.path;
    if (type === "RegularExpression") {
        return undefined;
    }
    return {
        method: match.method ?? "GET",
        path: type === "Exact" ? value : `${value.replace(/\/+$/, "")}/~any`,
        query: new URLSearchParams(
            match.query.map(({ name, value: wanted }): [string, string] => [name, String(wanted)]),
        ).toString(),
        headers,
        host,
    };
}

/** How a rule is told to people: `GET /face/*`, `shop.Cart/Get`. */
export function ruleText(rule: RouteRule): string {
    if (rule.matches.length === 0) {
        return "/*";
    }
    return rule.matches.map(matchText).join(" | ");
}

/** How one of its matches is. */
export function matchText(match: HttpMatch | GrpcMatch): string {
    const conditions = (prefix: string, values: readonly ValueMatch[]): string =>
        values
            .map(
                ({ name, value }) =>
                    ` ${prefix} ${name}=${value instanceof RegExp ? `~${value.source}` : value}`,
            )
            .join("");
    if (!("path" in match)) {
        return `${match.service ?? "*"}/${match.method ?? "*"}${conditions("header", match.headers)}`;
    }
    const { type, value } = match.path;
    const path =
        type === "Exact"
            ? value
            : type === "RegularExpression"
              ? `~${value}`
              : `${value.replace(/\/+$/, "")}/*`;
    const method = match.method === undefined ? "" : `${match.method} `;
    return `${method}${path}${conditions("header", match.headers)}${conditions("query", match.query)}`;
}
