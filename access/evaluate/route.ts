import { groupOf, type KubernetesObject } from "zero-trust-manifests";
import { httpMethods } from "../model/model";
import type { Field } from "./field";
import { isLinkerdServer } from "./reference";
import { translate } from "./regularExpression";
import { compareText } from "./text";

export interface ValueMatch {
    name: string;
    value: string | RegExp;
}

export interface HttpMatch {
    path: { type: "Exact" | "PathPrefix" | "RegularExpression"; value: string; regex?: RegExp };
    method: string | undefined;
    headers: readonly ValueMatch[];
    query: readonly ValueMatch[];
}

export interface GrpcMatch {
    service: string | undefined;
    method: string | undefined;
    headers: readonly ValueMatch[];
}

export type RouteMatch = HttpMatch | GrpcMatch;

export interface RouteRule {
    /** Any of them; none matches everything. */
    matches: readonly RouteMatch[];
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
     * Names of Servers of which the route's status says that they accepted it. The policy controller
     * attaches only such routes, and does not look at the namespace there.
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
        // Each CRD has its own group as the default.
        const parentGroup = parent.at("group").string() ?? group;
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
        created: root.at("metadata", "creationTimestamp").time(),
        hostnames: spec.at("hostnames").strings(),
        // The CRDs of HTTPRoutes have one rule for everything as their default.
        rules: !ruleFields.present && !grpc ? [{ matches: [] }] : rules,
        servers,
        ignored: trouble[0],
        accepted: readAccepted(root),
        refused: refusals[0],
    };
}

function readAccepted(root: Field): Set<string> {
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
            accepted.add(ref.at("name").string() ?? "");
        }
    }
    return accepted;
}

function filterTrouble(filter: Field, grpc: boolean, trouble: string[]): void {
    const modifiers = ["requestHeaderModifier", "responseHeaderModifier"];
    if (modifiers.some((key) => filter.at(key).present)) {
        return;
    }
    const redirect = filter.at("requestRedirect");
    if (grpc || !redirect.present) {
        const type = filter.at("type").string() ?? "none";
        trouble.push(`its filter ${type} is not supported by Linkerd`);
        return;
    }
    const path = redirect.at("path");
    const target =
        path.at("replaceFullPath").string() ?? path.at("replacePrefixMatch").string() ?? "";
    if (path.present && !target.startsWith("/")) {
        trouble.push(`it redirects to the path "${target}", which does not begin with /`);
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

function readRegex(source: string, field: Field, trouble: string[]): RegExp | undefined {
    const expression = translate(source, "Rust");
    if (expression === "none") {
        trouble.push(`its regular expression "${source}" is none that Linkerd understands`);
        return undefined;
    }
    if (expression === "unknown") {
        field.report(
            `"${source}" is a regular expression that cannot be evaluated; leave out flags amid it, operations on sets, and repetitions of repetitions`,
        );
        return undefined;
    }
    return expression;
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
