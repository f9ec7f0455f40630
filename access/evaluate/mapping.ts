import type { KubernetesObject } from "zero-trust-manifests";
import type { Field } from "./field";
import { isNamedBy } from "./hostGlob";
import type { Labels } from "./labelSelector";
import { translate } from "./regularExpression";
import type { Request } from "./question";
import { compareText } from "./text";

/** What a header or a query parameter must be: a text, or whatever an expression covers. */
interface Condition {
    name: string;
    value: string;
    pattern: RegExp | undefined;
}

/** A Mapping of Emissary: what of the internet goes to which Service. */
export interface Mapping {
    namespace: string;
    name: string;
    labels: Labels;
    /** May hold `*`; undefined where any host will do. */
    hostname: string | undefined;
    hostPattern: RegExp | undefined;
    prefix: string;
    match: "prefix" | "exact" | "regex";
    caseSensitive: boolean;
    pattern: RegExp | undefined;
    method: string | undefined;
    methodPattern: RegExp | undefined;
    headers: readonly Condition[];
    query: readonly Condition[];
    /** What takes the place of the prefix; nothing does where it is empty. */
    rewrite: string | { pattern: RegExp | undefined; substitution: string };
    service: string;
    /** Whether Emissary encrypts what it sends to the Service. */
    tls: boolean;
    grpc: boolean;
    bypassAuth: boolean;
    /** Whether the client is sent elsewhere, rather than the request. */
    redirect: boolean;
    /** Percentage of the requests, among Mappings for the same; the others share what is left. */
    weight: number | undefined;
    /** What Emissary orders by: the greatest comes first. */
    order: readonly (number | string)[];
}

export function readMapping(object: KubernetesObject, spec: Field): Mapping {
    const { namespace = "default", name, labels = {} } = object.metadata;
    const isRegex = spec.at("prefix_regex").boolean() === true;
    const prefix = spec.at("prefix").requiredString();
    const exact = conditionsOf(spec, "headers");
    const host = hostOf(spec, exact);
    const headers = [
        ...exact.filter(({ name: header }) => header !== ":authority"),
        ...conditionsOf(spec, "regex_headers"),
    ];
    const query = [
        ...conditionsOf(spec, "query_parameters"),
        ...conditionsOf(spec, "regex_query_parameters"),
    ];
    const method = spec.at("method").string();
    const methodPattern =
        method !== undefined && spec.at("method_regex").boolean() === true
            ? readPattern(method, spec.at("method"))
            : undefined;
    const pseudoHeaders: Condition[] = [
        ...(host.text === undefined
            ? []
            : [{ name: ":authority", value: host.text, pattern: host.hostPattern }]),
        ...(method === undefined
            ? []
            : [{ name: ":method", value: method, pattern: methodPattern }]),
    ];
    const allHeaders = [...headers, ...pseudoHeaders];
    const substitution = spec.at("regex_rewrite");
    const tls = spec.at("tls").string();
    return {
        namespace,
        name,
        labels,
        hostname: host.hostPattern === undefined ? host.text : undefined,
        hostPattern: host.hostPattern,
        prefix,
        match: isRegex ? "regex" : spec.at("prefix_exact").boolean() === true ? "exact" : "prefix",
        caseSensitive: spec.at("case_sensitive").boolean() ?? true,
        pattern: isRegex ? readPattern(prefix, spec.at("prefix")) : undefined,
        method,
        methodPattern,
        headers,
        query,
        rewrite: substitution.present
            ? {
                  pattern: readExpression(
                      substitution.at("pattern").requiredString(),
                      substitution.at("pattern"),
                  ),
                  substitution: substitution.at("substitution").string() ?? "",
              }
            : (spec.at("rewrite").string() ?? "/"),
        service: spec.at("service").requiredString(),
        tls: tls !== undefined && tls !== "",
        grpc: spec.at("grpc").boolean() === true,
        bypassAuth: spec.at("bypass_auth").boolean() === true,
        redirect: spec.at("host_redirect").boolean() === true,
        weight: spec.at("weight").integer(0, 100),
        order: [
            spec.at("precedence").integer(-2_147_483_648, 2_147_483_647) ?? 0,
            prefix.length,
            lengthOf(allHeaders),
            lengthOf(query),
            prefix,
            method ?? "GET",
            ...[...allHeaders, ...query].map(({ name: key, value }) => `${key}-${value || "*"}`),
        ],
    };
}

/** Emissary's order: that of their weights, the greatest first. */
export function compareMappings(left: Mapping, right: Mapping): number {
    for (const [index, one] of left.order.entries()) {
        const other = right.order[index];
        if (other === undefined) {
            return -1;
        }
        const difference =
            typeof one === "number" || typeof other === "number"
                ? Number(other) - Number(one)
                : compareText(other, one);
        if (difference !== 0) {
            return difference;
        }
    }
    return (
        right.order.length - left.order.length ||
        compareText(`${left.namespace}/${left.name}`, `${right.namespace}/${right.name}`)
    );
}

/** Whether two Mappings are for the same requests, which Emissary then divides among them. */
export function isForTheSame(one: Mapping, other: Mapping): boolean {
    return (
        one.order.length === other.order.length &&
        one.order.every((part, index) => part === other.order[index])
    );
}

/** Whether a Mapping takes a request, if its Host is served. */
export function takes(mapping: Mapping, request: Request): boolean {
    const { hostname, hostPattern, method, methodPattern } = mapping;
    return (
        (request.host === undefined ||
            (hostPattern?.test(request.host) ?? isNamedBy(hostname ?? "*", request.host))) &&
        (method === undefined ||
            (methodPattern?.test(request.method) ?? method === request.method)) &&
        takesPath(mapping, request.path) &&
        mapping.headers.every((each) => holds(each, [request.headers[each.name]])) &&
        mapping.query.every((each) =>
            holds(each, new URLSearchParams(request.query).getAll(each.name)),
        )
    );
}

/** The path that the workload sees of a request that a Mapping takes. */
export function rewritten({ prefix, match, rewrite }: Mapping, path: string): string {
    if (typeof rewrite !== "string") {
        const { pattern, substitution } = rewrite;
        const replacement = substitution
            .replaceAll("$", "$$$$")
            .replace(/\\(\d)/g, (_all, group: string) => (group === "0" ? "$&" : `$${group}`));
        return pattern === undefined
            ? path
            : path.replace(new RegExp(pattern.source, `${pattern.flags}g`), replacement);
    }
    if (rewrite === "") {
        return path;
    }
    // What an expression covers is the whole path.
    const result = match === "regex" ? rewrite : rewrite + path.slice(prefix.length);
    return result.startsWith("/") ? result : `/${result}`;
}

/** How a Mapping's requests are told to people. */
export function mappingText({ hostname, hostPattern, prefix, match, method }: Mapping): string {
    const path = match === "prefix" ? `${prefix}*` : match === "regex" ? `~${prefix}` : prefix;
    const host =
        hostPattern === undefined ? hostname : `~${hostPattern.source.slice("^(?:".length, -2)}`;
    return `${method === undefined ? "" : `${method} `}${host === undefined || host === "*" ? "" : host}${path}`;
}

function takesPath({ match, prefix, pattern, caseSensitive }: Mapping, path: string): boolean {
    const fold = (text: string): string => (caseSensitive ? text : text.toLowerCase());
    switch (match) {
        case "regex":
            return pattern?.test(path) === true;
        case "exact":
            return fold(path) === fold(prefix);
        case "prefix":
            return fold(path).startsWith(fold(prefix));
    }
}

function holds({ value, pattern }: Condition, given: readonly (string | undefined)[]): boolean {
    return given.some((each) => each !== undefined && (pattern?.test(each) ?? each === value));
}

/** Emissary takes `hostname`, else `host`, else a header `:authority`. */
function hostOf(
    spec: Field,
    headers: readonly Condition[],
): { text: string | undefined; hostPattern: RegExp | undefined } {
    const hostname = spec.at("hostname").string();
    const host = spec.at("host").string();
    const authority = headers.find(({ name }) => name === ":authority")?.value;
    if (hostname === undefined && host !== undefined && spec.at("host_regex").boolean() === true) {
        return { text: host, hostPattern: readPattern(host, spec.at("host")) };
    }
    for (const [text, key] of [
        [host, "host"],
        [authority, "headers"],
    ] as const) {
        if (hostname === undefined && text?.includes("*") === true) {
            spec.at(key).report(`"${text}" contains *, which matches no host; give hostname`);
        }
    }
    return { text: hostname ?? host ?? authority, hostPattern: undefined };
}

function conditionsOf(
    spec: Field,
    key: "headers" | "regex_headers" | "query_parameters" | "regex_query_parameters",
): Condition[] {
    const field = spec.at(key);
    return Object.entries(field.stringMap()).map(([name, value]) => ({
        name: key.endsWith("headers") ? name.toLowerCase() : name,
        value,
        pattern: key.startsWith("regex_") ? readPattern(value, field.at(name)) : undefined,
    }));
}

function lengthOf(conditions: readonly Condition[]): number {
    return conditions
        .map(({ name, value, pattern }) => name.length + (value || "*").length + (pattern ? 1 : 0))
        .reduce((sum, each) => sum + each, 0);
}

/** An expression that has to cover a whole text. */
function readPattern(source: string, field: Field): RegExp | undefined {
    const expression = readExpression(source, field);
    return expression && new RegExp(`^(?:${expression.source})$`, expression.flags);
}

function readExpression(source: string, field: Field): RegExp | undefined {
    const expression = translate(source, "RE2");
    if (expression instanceof RegExp) {
        return expression;
    }
    field.report(
        expression === "none"
            ? `"${source}" is no regular expression that Envoy understands`
            : `"${source}" is a regular expression that cannot be evaluated; leave out flags amid it`,
    );
    return undefined;
}
