import { emissaryKind, parseServiceName } from "../../ingress/emissary";
import { groupBy } from "../../reading/groupBy";
import { selects } from "../../kubernetes/labelSelector";
import { meshed } from "../../mesh/mesh-01/preview";
import {
    type Json,
    UNKNOWN,
    isUnsettled,
    peek,
    readBoolean,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, describe, isKind, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Ternary, some } from "../../reading/ternary";
import { type Workload } from "../../kubernetes/workload";

const AUTH_SERVICE = ["spec", "auth_service"];
const FAILURE_MODE = ["spec", "failure_mode_allow"];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "ing-07-auth-service-fails-closed",
        demand: "No AuthService lets requests through when it cannot be asked.",
        appliesTo: (type) => isKind(type, "getambassador.io", "AuthService"),
        *check(resource) {
            const allow = readBoolean(resource.object, FAILURE_MODE);
            if (isUnsettled(allow)) {
                yield unsettled(resource, allow);
            } else if (allow.state === "known" && allow.value) {
                yield violation(
                    resource,
                    FAILURE_MODE,
                    "lets every request through when the auth service does not answer",
                );
            }
        },
    },
    stack: {
        policy: "ing-07-auth-service-is-meshed",
        demand: "The workload behind an AuthService is meshed, and a Server on it has an AuthorizationPolicy.",
        *check(index) {
            for (const service of emissaryKind(index, "AuthService")) {
                yield* behind(service, index);
            }
        },
    },
};

function* behind(authService: Resource, index: ResourceIndex): Generator<Verdict> {
    const address = readString(authService.object, AUTH_SERVICE);
    const home = namespaceOf(authService);
    const open = [address, home].find(isUnsettled);
    if (open) {
        yield unsettled(authService, open);
        return;
    }
    const target = parseServiceName(valueOf(address) ?? "", valueOf(home) ?? "");
    if (!target) {
        yield violation(
            authService,
            AUTH_SERVICE,
            "names no auth service",
            "give its address, e.g. http://auth.emissary:8080",
        );
        return;
    }
    const service = index
        .ofKind("core", "Service")
        .find(
            (each) =>
                valueOf(nameOf(each)) === target.name &&
                valueOf(namespaceOf(each)) === target.namespace,
        );
    if (!service) {
        return;
    }
    const selector = { matchLabels: peek(service.object, ["spec", "selector"]) };
    for (const workload of workloadsIn(index).get(target.namespace) ?? []) {
        const labels = labelsOf(workload);
        const isSelected = selects(selector, labels);
        if (isSelected === UNKNOWN) {
            const path = [...workload.template, "metadata", "labels"];
            yield unsettled(authService, { state: "unknown", path }, describe(workload.resource));
        } else if (isSelected) {
            yield* meshedBehind(authService, workload, index);
            yield* callable(authService, workload, target.namespace, index);
        }
    }
}

function* meshedBehind(
    authService: Resource,
    workload: Workload,
    index: ResourceIndex,
): Generator<Verdict> {
    for (const { status, path } of meshed(workload, index)) {
        const name = describe(workload.resource);
        yield status === "undecided"
            ? unsettled(authService, { state: "unknown", path }, name)
            : violation(
                  authService,
                  AUTH_SERVICE,
                  `is answered by ${name}, which is not meshed`,
                  "mesh the auth service, so that nobody can answer in its place",
              );
    }
}

/** Somebody may call the workload where an AuthorizationPolicy targets a Server on it, or its route. */
function* callable(
    authService: Resource,
    workload: Workload,
    namespace: string,
    index: ResourceIndex,
): Generator<Verdict> {
    const { servers, routes, policies } = policyObjects(index);
    const selecting = (servers.get(namespace) ?? []).filter(
        (server) =>
            selects(peek(server.object, ["spec", "podSelector"]), labelsOf(workload)) !== false,
    );
    if (selecting.length === 0) {
        return; // A port without a Server is AUTHZ-03's.
    }
    const names = new Set(selecting.map((server) => valueOf(nameOf(server))));
    const guarded = new Set(
        (routes.get(namespace) ?? [])
            .filter((route) => isBelow(route, names))
            .map((route) => valueOf(nameOf(route))),
    );
    const authorised: Ternary = some(
        (policies.get(namespace) ?? []).map((policy) => targets(policy, names, guarded)),
    );
    if (authorised === UNKNOWN) {
        const path = ["spec", "targetRef"];
        yield unsettled(authService, { state: "unknown", path }, "an AuthorizationPolicy");
    } else if (!authorised) {
        yield violation(
            authService,
            AUTH_SERVICE,
            `is answered by ${describe(workload.resource)}, which nobody is authorised to call`,
            "authorise the ingress' identity by an AuthorizationPolicy on its Server",
        );
    }
}

type Names = ReadonlySet<string | undefined>;

function isBelow({ object }: Resource, servers: Names): boolean {
    const parents = peek(object, ["spec", "parentRefs"]);
    return (
        Array.isArray(parents) &&
        parents.some((parent: Json) => {
            const name = peek(parent, ["name"]);
            return (
                peek(parent, ["kind"]) === "Server" && typeof name === "string" && servers.has(name)
            );
        })
    );
}

function targets({ object }: Resource, servers: Names, routes: Names): Ternary {
    const kind = peek(object, ["spec", "targetRef", "kind"]);
    const name = peek(object, ["spec", "targetRef", "name"]);
    if (kind === UNKNOWN || name === UNKNOWN) {
        return UNKNOWN;
    }
    return kind === "Namespace"
        ? true
        : typeof name === "string" && (kind === "Server" ? servers : routes).has(name);
}

function labelsOf({ resource, template }: Workload): Json {
    return peek(resource.object, [...template, "metadata", "labels"]);
}

const workloadsIn = oncePerIndex((index) =>
    groupBy(index.workloads, ({ resource }) => valueOf(namespaceOf(resource))),
);

const policyObjects = oncePerIndex((index) => {
    const byNamespace = (...kinds: readonly (readonly [string, string])[]) =>
        groupBy(
            kinds.flatMap(([group, kind]) => index.ofKind(group, kind)),
            (each) => valueOf(namespaceOf(each)),
        );
    return {
        servers: byNamespace(["policy.linkerd.io", "Server"]),
        routes: byNamespace(
            ["gateway.networking.k8s.io", "HTTPRoute"],
            ["gateway.networking.k8s.io", "GRPCRoute"],
            ["policy.linkerd.io", "HTTPRoute"],
        ),
        policies: byNamespace(["policy.linkerd.io", "AuthorizationPolicy"]),
    };
});
