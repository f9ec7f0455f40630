import type { Path } from "zero-trust-manifests";
import {
    type Reference,
    authorizationPoliciesOf,
    kindKey,
} from "../../linkerd/authorizationPolicies";
import {
    type Json,
    isUnsettled,
    read,
    readItems,
    readObject,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Route, isServerParent, routesOf } from "../../linkerd/routes";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { serverNamed } from "../../linkerd/servers";
import { mayHoldMore } from "../../reading/visibility";

const PARENTS = ["spec", "parentRefs"];
const NAMESPACE = kindKey("", "Namespace");
const SERVER = kindKey("policy.linkerd.io", "Server");
const SERVICE = kindKey("", "Service");

export const preview: Preview = {
    settings: ["environment"],
    stack: {
        policy: "authz-12-guarding-routes-have-servers",
        demand: "Every route of a Server is authorized for somebody; and no route of a Service alone is the target of a policy, or only narrows what its own Service may be asked.",
        *check(index) {
            for (const route of routesOf(index)) {
                yield* guards(route, index);
            }
        },
    },
};

function* guards(route: Route, index: ResourceIndex): Generator<Verdict> {
    const { resource, namespace, name, parents } = route;
    const listed = valueOf(parents) ?? [];
    const unread = [
        namespace,
        name,
        parents,
        ...listed.flatMap(({ group, kind, name: parent }) => [group, kind, parent]),
    ].find((reading) => isUnsettled(reading));
    if (unread && isUnsettled(unread)) {
        yield unsettled(resource, unread);
        return;
    }
    const servers = listed.filter(isServerParent);
    const services = listed.filter(isServiceParent);
    const targeted = policyTargets(index).names.has(
        `${route.kind} ${valueOf(namespace) ?? ""}/${valueOf(name) ?? ""}`,
    );
    if (servers.length > 0) {
        if (!targeted) {
            yield* authorizedBy(route, servers, index);
        }
    } else if (services.length > 0 && targeted) {
        yield violation(
            resource,
            PARENTS,
            "is the target of an AuthorizationPolicy, but a route of a Service authorizes nothing",
        );
    } else if (services.length > 0 && onlyNarrows(resource, services)) {
        yield violation(
            resource,
            PARENTS,
            "only narrows what its own Service may be asked, and no proxy of that Service reads it",
        );
    }
}

/** Whether somebody is authorized for all routes of the parent. */
function* authorizedBy(
    { resource, namespace }: Route,
    servers: readonly Reference[],
    index: ResourceIndex,
): Generator<Verdict> {
    const home = valueOf(namespace) ?? "";
    const { names, doubt } = policyTargets(index);
    for (const { path, name } of servers) {
        const server = serverNamed(index, home, valueOf(name) ?? "");
        const access = server?.accessPolicy;
        if (
            names.has(`${SERVER} ${home}/${valueOf(name) ?? ""}`) ||
            names.has(`${NAMESPACE} ${home}`) ||
            (access?.state === "known" && access.value !== "deny") ||
            mayHoldMore(index, home)
        ) {
            continue;
        }
        if (doubt) {
            yield unsettled(resource, doubt, "an AuthorizationPolicy");
        } else if (access && isUnsettled(access)) {
            yield unsettled(resource, access, "its Server");
        } else {
            yield violation(
                resource,
                path,
                "is a route for nobody: no AuthorizationPolicy targets it",
            );
        }
    }
}

/** What AuthorizationPolicies target, each with its namespace; older ones are for Servers alone. */
const policyTargets = oncePerIndex((index) => {
    const names = new Set<string>();
    const all = authorizationPoliciesOf(index);
    for (const { namespace, target } of all) {
        const key = kindKey(valueOf(target.group), valueOf(target.kind));
        const home = valueOf(namespace) ?? "";
        names.add(
            key === NAMESPACE ? `${key} ${home}` : `${key} ${home}/${valueOf(target.name) ?? ""}`,
        );
    }
    for (const older of index.ofKind("policy.linkerd.io", "ServerAuthorization")) {
        const home = valueOf(readString(older.object, ["metadata", "namespace"])) ?? "default";
        const server = valueOf(readString(older.object, ["spec", "server", "name"]));
        names.add(server === undefined ? `${NAMESPACE} ${home}` : `${SERVER} ${home}/${server}`);
    }
    const doubt = all
        .flatMap(({ namespace, target }) => [namespace, target.group, target.kind, target.name])
        .find(isUnsettled);
    return { names, doubt };
});

function isServiceParent({ group, kind }: Reference): boolean {
    return kindKey(valueOf(group), valueOf(kind)) === SERVICE;
}

/**
 * Whether a route does nothing but refuse: it asks for paths, methods or headers, takes not
 * everything, leads to its own Service alone, and changes, times and retries nothing.
 */
function onlyNarrows(resource: Resource, services: readonly Reference[]): boolean {
    const { object } = resource;
    const own = new Set(services.map(({ name }) => valueOf(name)));
    const annotations = valueOf(readObject(object, ["metadata", "annotations"])) ?? {};
    const isConfigured = Object.keys(annotations).some((key) =>
        /^(retry|timeout|balancer)\.linkerd\.io\//.test(key),
    );
    const rules = valueOf(readItems(object, ["spec", "rules"])) ?? [];
    return (
        !isConfigured && rules.length > 0 && rules.every((rule) => isNarrowing(object, rule, own))
    );
}

function isNarrowing(object: Json, rule: Path, own: ReadonlySet<string | undefined>): boolean {
    const has = (key: string) => read(object, [...rule, key]).state !== "absent";
    const backends = valueOf(readItems(object, [...rule, "backendRefs"])) ?? [];
    const matches = valueOf(readItems(object, [...rule, "matches"])) ?? [];
    return (
        !has("filters") &&
        !has("timeouts") &&
        !has("retry") &&
        backends.length <= 1 &&
        backends.every((path) => own.has(valueOf(readString(object, [...path, "name"])))) &&
        matches.length > 0 &&
        matches.every((path) => !takesEverything(object, path))
    );
}

function takesEverything(object: Json, match: Path): boolean {
    const conditions = Object.keys(valueOf(readObject(object, match)) ?? {});
    const path = readString(object, [...match, "path", "value"]);
    const type = readString(object, [...match, "path", "type"]);
    return (
        conditions.every((key) => key === "path") &&
        (path.state === "absent" || valueOf(path) === "/") &&
        (valueOf(type) ?? "PathPrefix") === "PathPrefix"
    );
}
