import type { KubernetesObject } from "../objects";
import type { Field } from "./field";
import type { Labels } from "./labelSelector";
import type { Request } from "./request";
import { compareText } from "./text";

/** A Mapping of Emissary: what of the internet goes to which Service. */
export interface Mapping {
    namespace: string;
    name: string;
    labels: Labels;
    hostname: string | undefined;
    prefix: string;
    match: "prefix" | "exact" | "regex";
    caseSensitive: boolean;
    regex: RegExp | undefined;
    precedence: number;
    method: string | undefined;
    methodRegex: RegExp | undefined;
    headers: Readonly<Record<string, string>>;
    rewrite: string | undefined;
    service: string;
    grpc: boolean;
    bypassAuth: boolean;
}

/** The path that the workload sees of a request that a Mapping takes. */
export function rewritten({ prefix, match, rewrite }: Mapping, path: string): string {
    const replacement = rewrite ?? "/";
    if (match === "regex" || replacement === "") {
        return path;
    }
    const result = replacement + path.slice(prefix.length);
    return result.startsWith("/") ? result : `/${result}`;
}

/** How a Mapping's requests are told to people. */
export function mappingText({ hostname, prefix, match, method }: Mapping): string {
    const path = match === "prefix" ? `${prefix}*` : match === "regex" ? `~${prefix}` : prefix;
    return `${method === undefined ? "" : `${method} `}${hostname === undefined || hostname === "*" ? "" : hostname}${path}`;
}

export function readMapping(object: KubernetesObject, spec: Field): Mapping {
    const regex = spec.at("prefix_regex").boolean() === true;
    const prefix = spec.at("prefix").requiredString();
    const caseSensitive = spec.at("case_sensitive").boolean() ?? true;
    const compiled = regex
        ? readPattern(prefix, caseSensitive ? "" : "i", spec.at("prefix"))
        : undefined;
    const method = spec.at("method").string();
    const methodRegex =
        method !== undefined && spec.at("method_regex").boolean() === true
            ? readPattern(method, "", spec.at("method"))
            : undefined;
    const headers: Record<string, string> = {};
    for (const name of spec.at("headers").keys()) {
        headers[name.toLowerCase()] = spec.at("headers", name).string() ?? "";
    }
    return {
        namespace: object.metadata.namespace ?? "default",
        name: object.metadata.name,
        labels: object.metadata.labels ?? {},
        hostname: spec.at("hostname").string() ?? spec.at("host").string(),
        prefix,
        match: regex ? "regex" : spec.at("prefix_exact").boolean() === true ? "exact" : "prefix",
        caseSensitive,
        regex: compiled,
        precedence: spec.at("precedence").integer(-1_000_000, 1_000_000) ?? 0,
        method,
        methodRegex,
        headers,
        rewrite: spec.at("rewrite").string(),
        service: spec.at("service").requiredString(),
        grpc: spec.at("grpc").boolean() === true,
        bypassAuth: spec.at("bypass_auth").boolean() === true,
    };
}

/** An expression that has to match a whole text. */
function readPattern(source: string, flags: string, field: Field): RegExp | undefined {
    try {
        return new RegExp(`^(?:${source})$`, flags);
    } catch {
        field.report(`"${source}" is no regular expression`);
        return undefined;
    }
}

export function mappingMatches(mapping: Mapping, request: Request): boolean {
    const { method, methodRegex, prefix, caseSensitive } = mapping;
    const methodMatches =
        method === undefined || (methodRegex?.test(request.method) ?? method === request.method);
    const fold = (text: string): string => (caseSensitive ? text : text.toLowerCase());
    const path = fold(request.path);
    const pathMatches =
        mapping.match === "regex"
            ? mapping.regex?.test(request.path) === true
            : mapping.match === "exact"
              ? path === fold(prefix)
              : path.startsWith(fold(prefix));
    return (
        methodMatches &&
        pathMatches &&
        Object.entries(mapping.headers).every(([name, value]) => request.headers[name] === value)
    );
}

/** Emissary's order: precedence, then the longer prefix, then more headers, then by text. */
export function compareMappings(left: Mapping, right: Mapping): number {
    return (
        right.precedence - left.precedence ||
        right.prefix.length - left.prefix.length ||
        Object.keys(right.headers).length - Object.keys(left.headers).length ||
        compareText(right.prefix, left.prefix) ||
        compareText(right.method ?? "", left.method ?? "") ||
        compareText(`${left.namespace}/${left.name}`, `${right.namespace}/${right.name}`)
    );
}
