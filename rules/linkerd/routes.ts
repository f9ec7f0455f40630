import { type Reference, kindKey, readReference } from "./authorizationPolicies";
import { append } from "../reading/groupBy";
import { type Reading, isUnsettled, readItems, valueOf } from "../reading/read";
import { type Resource, kindOf, nameOf, namespaceOf } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";

/** An HTTPRoute or GRPCRoute. */
export interface Route {
    readonly resource: Resource;
    /** `gateway.networking.k8s.io/httproute`. */
    readonly kind: string;
    readonly namespace: Reading<string>;
    readonly name: Reading<string>;
    readonly parents: Reading<readonly Reference[]>;
}

const KINDS = [
    ["gateway.networking.k8s.io", "HTTPRoute"],
    ["gateway.networking.k8s.io", "GRPCRoute"],
    ["policy.linkerd.io", "HTTPRoute"],
] as const;
const SERVER = kindKey("policy.linkerd.io", "Server");

export const routesOf = oncePerIndex((index): readonly Route[] =>
    KINDS.flatMap(([group, kind]) => index.ofKind(group, kind)).map((resource) => {
        const found = kindOf(resource.type);
        const parents = readItems(resource.object, ["spec", "parentRefs"]);
        return {
            resource,
            kind: kindKey(found?.group, found?.kind),
            namespace: namespaceOf(resource),
            name: nameOf(resource),
            parents:
                parents.state === "known"
                    ? {
                          ...parents,
                          value: parents.value.map((path) => readReference(resource, path)),
                      }
                    : parents,
        };
    }),
);

/** Whether a route's parent is a Server, so that the route is for inbound requests. */
export function isServerParent({ group, kind }: Reference): boolean {
    return kindKey(valueOf(group), valueOf(kind)) === SERVER;
}

/** The routes that attach to a Server; those of which that is not known are not among them. */
export function routesOfServer(
    index: ResourceIndex,
    namespace: string,
    server: string,
): readonly Route[] {
    return routesByServer(index).get(`${namespace}/${server}`) ?? [];
}

/** Routes of a namespace of which the parents are not known. */
export function undecidedRoutes(index: ResourceIndex, namespace: string): readonly Route[] {
    return unreadRoutes(index).get(namespace) ?? [];
}

const routesByServer = oncePerIndex((index) => {
    const groups = new Map<string, Route[]>();
    for (const route of routesOf(index)) {
        const namespace = valueOf(route.namespace) ?? "";
        for (const parent of (valueOf(route.parents) ?? []).filter(isServerParent)) {
            append(groups, `${namespace}/${valueOf(parent.name) ?? ""}`, route);
        }
    }
    return groups;
});

const unreadRoutes = oncePerIndex((index) => {
    const groups = new Map<string, Route[]>();
    for (const route of routesOf(index)) {
        const parents = valueOf(route.parents) ?? [];
        const isUnread =
            isUnsettled(route.parents) ||
            parents.some(({ group, kind, name }) => [group, kind, name].some(isUnsettled));
        if (isUnread) {
            append(groups, valueOf(route.namespace) ?? "", route);
        }
    }
    return groups;
});
