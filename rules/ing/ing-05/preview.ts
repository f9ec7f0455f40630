import {
    emissaryKind,
    ingressesOf,
    isSameInstallation,
    mappingHostname,
} from "../../ingress/emissary";
import {
    type Reading,
    type Unsettled,
    UNKNOWN,
    isUnsettled,
    peek,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, describe } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

/** What of a Mapping tells its requests from those of another for the same prefix. */
const CONDITIONS = [
    "method",
    "headers",
    "regex_headers",
    "query_parameters",
    "regex_query_parameters",
];
const CANARY = "nginx.ingress.kubernetes.io/canary";

export const preview: Preview = {
    settings: [],
    stack: {
        policy: "ing-05-routes-are-unique",
        demand: "No two Hosts have the same hostname, and no two Mappings or Ingresses the same hostname and path.",
        *check(index) {
            yield* oneHost(index);
            yield* oneRoute(index);
        },
    },
};

function* oneHost(index: ResourceIndex): Generator<Verdict> {
    const owners = new Map<string, Resource[]>();
    for (const host of emissaryKind(index, "Host")) {
        const hostname = readString(host.object, ["spec", "hostname"]);
        if (isUnsettled(hostname)) {
            yield unsettled(host, hostname);
            continue;
        }
        const name = valueOf(hostname) ?? "*";
        const others = owners.get(name) ?? [];
        const owner = others.find((other) => isSameInstallation(host, other));
        owners.set(name, [...others, host]);
        if (owner) {
            yield violation(
                host,
                hostname.path,
                `has the hostname "${name}", which ${describe(owner)} has already`,
            );
        }
    }
}

interface Route {
    readonly resource: Resource;
    readonly path: Verdict["path"];
    /** What tells it from other routes. */
    readonly key: string | Unsettled;
    /** For people. */
    readonly text: string;
    /** Whether it shares its route on purpose. */
    readonly isShared: boolean;
}

function* oneRoute(index: ResourceIndex): Generator<Verdict> {
    const routes = [
        ...emissaryKind(index, "Mapping").map(ofMapping),
        ...ingressesOf(index).flatMap(ofIngress),
    ];
    const owners = new Map<string, Route>();
    for (const route of routes) {
        if (typeof route.key !== "string") {
            if (routes.length > 1) {
                yield unsettled(route.resource, route.key);
            }
            continue;
        }
        const owner = owners.get(route.key);
        if (owner === undefined) {
            owners.set(route.key, route);
        } else if (!route.isShared && !owner.isShared) {
            yield violation(
                route.resource,
                route.path,
                `serves ${route.text}, which ${owner.resource === route.resource ? "another of its rules" : describe(owner.resource)} serves already`,
            );
        }
    }
}

function ofMapping(resource: Resource): Route {
    const { object } = resource;
    const hostname = mappingHostname(resource);
    const prefix = readString(object, ["spec", "prefix"]);
    const conditions = CONDITIONS.map((key) => peek(object, ["spec", key]));
    const match = ["prefix_exact", "prefix_regex"].map((key) => peek(object, ["spec", key]));
    const isWeighted = peek(object, ["spec", "weight"]) !== undefined;
    const isShadow = peek(object, ["spec", "shadow"]) !== undefined;
    const open = [hostname, prefix].find(isUnsettled);
    const unread = [...conditions, ...match].includes(UNKNOWN);
    const [name, path] = [valueOf(hostname) ?? "*", valueOf(prefix) ?? ""];
    const [isExact, isRegex] = match;
    return {
        resource,
        path: prefix.path,
        key:
            open ??
            (unread
                ? { state: "unknown", path: ["spec"] }
                : keyOf(
                      name,
                      path,
                      isRegex === true ? "regex" : isExact === true ? "exact" : "prefix",
                      [...conditions, installation(resource)],
                  )),
        text: `${name}${path}`,
        isShared: isWeighted || isShadow,
    };
}

function installation({ object }: Resource): string {
    return JSON.stringify(peek(object, ["spec", "ambassador_id"]) ?? ["default"]);
}

function ofIngress(resource: Resource): Route[] {
    const { object } = resource;
    const isShared = peek(object, ["metadata", "annotations", CANARY]) !== undefined;
    const open = (path: Verdict["path"], key: Unsettled): Route[] => [
        { resource, path, key, text: "", isShared },
    ];
    const rules = readItems(object, ["spec", "rules"]);
    if (isUnsettled(rules)) {
        return open(rules.path, rules);
    }
    return (valueOf(rules) ?? []).flatMap((rule) => {
        const host = readString(object, [...rule, "host"]);
        const paths = readItems(object, [...rule, "http", "paths"]);
        return isUnsettled(paths)
            ? open(paths.path, paths)
            : (valueOf(paths) ?? []).map((path) => ingressRoute(resource, host, path, isShared));
    });
}

function ingressRoute(
    resource: Resource,
    host: Reading<string>,
    at: Verdict["path"],
    isShared: boolean,
): Route {
    const path = readString(resource.object, [...at, "path"]);
    const type = readString(resource.object, [...at, "pathType"]);
    const open = [host, path, type].find(isUnsettled);
    const [name, prefix] = [valueOf(host) ?? "*", valueOf(path) ?? "/"];
    return {
        resource,
        path: path.path,
        key:
            open ??
            keyOf(name, prefix, valueOf(type) === "Exact" ? "exact" : "prefix", [
                ...CONDITIONS.map(() => undefined),
                '["default"]',
            ]),
        text: `${name}${prefix}`,
        isShared,
    };
}

function keyOf(host: string, path: string, match: string, conditions: readonly unknown[]): string {
    return JSON.stringify([
        host.toLowerCase(),
        path,
        match,
        conditions.map((each) => each ?? null),
    ]);
}
