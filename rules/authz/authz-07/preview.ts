import type { Path } from "zero-trust-manifests";
import { cidrWithin, parseCidr } from "zero-trust-access";
import { declaredNetworks } from "../../linkerd/accessModels";
import {
    type AuthorizationPolicy,
    authorizationPoliciesOf,
    kindKey,
} from "../../linkerd/authorizationPolicies";
import { podsIn } from "../../kubernetes/pods";
import {
    type Json,
    type Reading,
    isUnsettled,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../../reading/resourceIndex";
import { type Route, routesOf } from "../../linkerd/routes";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { isLinkerdPolicy } from "../../linkerd/servers";
import { type Settings } from "../../settings";
import { mayHoldMore } from "../../reading/visibility";

const LINKERD = "policy.linkerd.io";
const NETWORK = kindKey(LINKERD, "NetworkAuthentication");
const NETWORKS = ["spec", "networks"];
/** Shorter prefixes are no network of anybody's. */
const SHORTEST = { 4: 8, 6: 16 } as const;

export const preview: Preview = {
    settings: ["unmeshedSources"],
    resource: {
        policy: "authz-07-no-authentication-for-everywhere",
        demand: "No NetworkAuthentication names all addresses, or a block that is nearly all of them.",
        appliesTo: (type) => isLinkerdPolicy(type, "NetworkAuthentication"),
        *check(resource) {
            const networks = readItems(resource.object, NETWORKS);
            if (isUnsettled(networks)) {
                yield unsettled(resource, networks);
            }
            for (const path of valueOf(networks) ?? []) {
                yield* isNetwork(resource, [...path, "cidr"]);
            }
        },
    },
    stack: {
        policy: "authz-07-addresses-are-for-probes",
        demand: "A NetworkAuthentication alone authorizes probes of the kubelet, or callers outside of the mesh whose networks are declared.",
        *check(index, settings) {
            for (const policy of authorizationPoliciesOf(index)) {
                yield* byAddress(policy, index, settings);
            }
        },
    },
};

function* isNetwork(resource: Resource, path: Path): Generator<Verdict> {
    const text = readString(resource.object, path);
    if (isUnsettled(text)) {
        yield unsettled(resource, text);
        return;
    }
    const cidr = parseCidr(valueOf(text) ?? "");
    if (cidr === undefined) {
        yield violation(resource, path, `names "${valueOf(text) ?? ""}", which is no network`);
    } else if (cidr.prefix < SHORTEST[cidr.version]) {
        yield violation(resource, path, `lets in ${cidr.text}, which is nearly everywhere`);
    }
}

function* byAddress(
    { resource, namespace, target, authentications }: AuthorizationPolicy,
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const references = valueOf(authentications) ?? [];
    const kinds = references.map(({ group, kind }) => kindKey(valueOf(group), valueOf(kind)));
    const unread = [
        authentications,
        namespace,
        target.group,
        target.kind,
        target.name,
        ...references.flatMap(({ group, kind, name, namespace: other }) => [
            group,
            kind,
            name,
            other,
        ]),
    ].find((reading) => isUnsettled(reading));
    if (unread && isUnsettled(unread)) {
        yield unsettled(resource, unread);
        return;
    }
    if (kinds.length === 0 || kinds.some((kind) => kind !== NETWORK)) {
        return; // Nobody at all, or an identity that the networks only narrow.
    }
    const home = valueOf(namespace) ?? "";
    const named = references.map((reference) => {
        const elsewhere = valueOf(reference.namespace) ?? home;
        return authentication(index, elsewhere, valueOf(reference.name) ?? "");
    });
    const cidrs = named.flatMap((each) => (each === undefined ? [] : cidrsOf(each)));
    if (named.some((each) => each === undefined) || areDeclared(cidrs, index, settings)) {
        return; // AUTHZ-04 refuses what does not exist.
    }
    const routeKey = `${kindKey(valueOf(target.group), valueOf(target.kind))} ${home}/${valueOf(target.name) ?? ""}`;
    const route = routesByKey(index).get(routeKey);
    if (route && isForProbes(route, home, index)) {
        return;
    }
    const unknown = cidrs.find(isUnsettled);
    yield unknown
        ? unsettled(resource, unknown, "its NetworkAuthentication")
        : violation(
              resource,
              authentications.path,
              `lets callers in by address alone: ${cidrs.flatMap((cidr) => valueOf(cidr) ?? []).join(", ")}`,
          );
}

function authentication(
    index: ResourceIndex,
    namespace: string,
    name: string,
): Resource | undefined {
    return networksByName(index).get(`${namespace}/${name}`);
}

const networksByName = oncePerIndex(
    (index) =>
        new Map(
            index
                .ofKind(LINKERD, "NetworkAuthentication")
                .map((resource) => [
                    `${valueOf(namespaceOf(resource)) ?? ""}/${valueOf(nameOf(resource)) ?? ""}`,
                    resource,
                ]),
        ),
);

const routesByKey = oncePerIndex(
    (index) =>
        new Map(
            routesOf(index).map((route) => [
                `${route.kind} ${valueOf(route.namespace) ?? ""}/${valueOf(route.name) ?? ""}`,
                route,
            ]),
        ),
);

function cidrsOf({ object }: Resource): Reading<string>[] {
    const networks = readItems(object, NETWORKS);
    return isUnsettled(networks)
        ? [networks]
        : (valueOf(networks) ?? []).map((path) => readString(object, [...path, "cidr"]));
}

/** Whether all networks are among those of the settings and of the stack's access models. */
function areDeclared(
    cidrs: readonly Reading<string>[],
    index: ResourceIndex,
    { unmeshedSources }: Settings,
): boolean {
    const declared = [...unmeshedSources, ...declaredNetworks(index)].flatMap(
        (text) => parseCidr(text) ?? [],
    );
    return cidrs.every((text) => {
        const cidr = parseCidr(valueOf(text) ?? "");
        return cidr !== undefined && declared.some((block) => cidrWithin(cidr, block));
    });
}

/** Whether a route takes nothing but GET on paths that pods of its namespace are probed on. */
function isForProbes({ resource }: Route, namespace: string, index: ResourceIndex): boolean {
    const { object } = resource;
    const probes = new Set(
        podsIn(index, namespace).flatMap(({ facts }) =>
            [...facts.probes.values()].flatMap((paths) => [...paths]),
        ),
    );
    const rules = valueOf(readItems(object, ["spec", "rules"])) ?? [];
    const matches = rules.map((rule) => valueOf(readItems(object, [...rule, "matches"])) ?? []);
    return (
        rules.length > 0 &&
        matches.every((each) => each.length > 0) &&
        matches.flat().every((match) => {
            const path = probePath(object, match);
            return path !== undefined && (probes.has(path) || mayHoldMore(index, namespace));
        })
    );
}

function probePath(object: Json, match: Path): string | undefined {
    const method = valueOf(readString(object, [...match, "method"]));
    const type = valueOf(readString(object, [...match, "path", "type"]));
    return method === "GET" && type === "Exact"
        ? valueOf(readString(object, [...match, "path", "value"]))
        : undefined;
}
