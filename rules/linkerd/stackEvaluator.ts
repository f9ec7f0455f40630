import { InputError, type KubernetesObject, type Path } from "zero-trust-manifests";
import { Evaluator } from "zero-trust-access";
import { podsOf } from "../kubernetes/pods";
import {
    type Json,
    type JsonObject,
    type Unsettled,
    isObject,
    isUnsettled,
    read,
    readString,
    valueOf,
} from "../reading/read";
import { type Resource, nameOf, namespaceOf } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";
import { type Doubt } from "../kubernetes/selections";
import { type Settings } from "../settings";
import { unknownIn } from "../reading/unknowns";

/** What the evaluator reads of the kinds that have a say in who may call whom. */
const SPEC: readonly Path[] = [["spec"]];
const READ: Readonly<Record<string, readonly Path[]>> = {
    "core/Namespace": [
        ["metadata", "labels"],
        ["metadata", "annotations"],
    ],
    "core/Service": ["type", "selector", "ports", "externalTrafficPolicy"].map(inSpec),
    "networking.k8s.io/NetworkPolicy": SPEC,
    "policy.linkerd.io/Server": [["metadata", "labels"], ...SPEC],
    "policy.linkerd.io/ServerAuthorization": SPEC,
    "policy.linkerd.io/AuthorizationPolicy": SPEC,
    "policy.linkerd.io/MeshTLSAuthentication": SPEC,
    "policy.linkerd.io/NetworkAuthentication": SPEC,
    "policy.linkerd.io/HTTPRoute": SPEC,
    "gateway.networking.k8s.io/HTTPRoute": SPEC,
    "gateway.networking.k8s.io/GRPCRoute": SPEC,
    "getambassador.io/Listener": [
        "ambassador_id",
        "port",
        "protocol",
        "protocolStack",
        "securityModel",
        "hostBinding",
    ].map(inSpec),
    "getambassador.io/Host": [
        ["metadata", "labels"],
        ...["ambassador_id", "hostname", "mappingSelector", "selector", "requestPolicy"].map(
            inSpec,
        ),
    ],
    "getambassador.io/AuthService": [
        "ambassador_id",
        "auth_service",
        "proto",
        "path_prefix",
        "tls",
        "failure_mode_allow",
    ].map(inSpec),
    "getambassador.io/Mapping": [
        ["metadata", "labels"],
        ...[
            ...["ambassador_id", "hostname", "host", "host_regex", "host_redirect"],
            ...["prefix", "prefix_exact", "prefix_regex", "case_sensitive", "precedence", "weight"],
            ...["method", "method_regex", "headers", "regex_headers"],
            ...["query_parameters", "regex_query_parameters", "rewrite", "regex_rewrite"],
            ...["service", "tls", "bypass_auth", "grpc"],
        ].map(inSpec),
    ],
    "getambassador.io/TCPMapping": ["ambassador_id", "port", "service", "tls"].map(inSpec),
};

function inSpec(key: string): Path {
    return ["spec", key];
}

/** The objects of a stack as the evaluator takes them. */
export interface StackObjects {
    readonly objects: readonly KubernetesObject[];
    /** What of them is not known or malformed, with the namespace, where that is known. */
    readonly doubts: readonly (Doubt & { readonly namespace: string | undefined })[];
    /** The resource behind what the evaluator names. */
    readonly find: (kind: string, namespace: string, name: string) => Resource | undefined;
    /** The evaluator of all objects with its own defaults, if none of them is malformed. */
    readonly evaluator: Evaluator | undefined;
}

/** All that have a say in who may call whom; those of which something is not known are left out. */
export const stackObjects = oncePerIndex((index): StackObjects => {
    const objects: KubernetesObject[] = [];
    const doubts: (Doubt & { namespace: string | undefined })[] = [];
    const found = new Map<string, Resource>();
    const take = (resource: Resource, object: KubernetesObject, unread: Unsettled | undefined) => {
        const { kind, metadata } = object;
        const key = `${kind} ${kind === "Namespace" ? "" : (metadata.namespace ?? "")}/${metadata.name}`;
        if (unread) {
            const home = kind === "Namespace" ? valueOf(nameOf(resource)) : metadata.namespace;
            doubts.push({ reading: unread, of: resource, namespace: home });
        } else if (!found.has(key)) {
            objects.push(object);
        }
        found.set(key, resource);
    };
    for (const { resource, facts, namespace, labels, meshed, ...pods } of podsOf(index)) {
        const unread =
            (isUnsettled(namespace) ? namespace : undefined) ??
            labels.all ??
            [...labels.unsettled.values()][0] ??
            (typeof meshed === "boolean" ? undefined : meshed) ??
            pods.portsDoubt ??
            pods.probesDoubt ??
            pods.annotationsDoubt;
        take(resource, { ...facts.object, apiVersion: versionOf(resource) }, unread);
    }
    for (const [key, paths] of Object.entries(READ)) {
        const [group = "", kind = ""] = key.split("/");
        for (const resource of index.ofKind(group, kind)) {
            const { object, unread } = asObject(resource, kind, paths);
            take(resource, object, unread);
        }
    }
    const whole = evaluate(objects);
    const malformed =
        whole instanceof Evaluator ? new Map<KubernetesObject, string>() : malformedOf(objects);
    for (const [object, problem] of malformed) {
        const { kind, metadata } = object;
        const of = found.get(`${kind} ${metadata.namespace ?? ""}/${metadata.name}`);
        if (of) {
            const reading = { state: "malformed", path: ["spec"], expected: problem } as const;
            doubts.push({ reading, of, namespace: metadata.namespace });
        }
    }
    return {
        objects: objects.filter((object) => !malformed.has(object)),
        doubts,
        find: (kind, namespace, name) => found.get(`${kind} ${namespace}/${name}`),
        evaluator: whole instanceof Evaluator ? whole : undefined,
    };
});

const evaluators = oncePerIndex(() => new Map<string, Evaluator>());

/** The evaluator of what is known of a stack. */
export function stackEvaluator(
    index: ResourceIndex,
    { controlPlaneNamespace, trustDomain, ingress }: Settings,
): Evaluator {
    const options = {
        controlPlaneNamespace,
        trustDomain,
        ingress: `${ingress.namespace}/${ingress.name}`,
    };
    const { objects, evaluator } = stackObjects(index);
    const key = JSON.stringify(options);
    const known = key === EVALUATOR_DEFAULTS ? evaluator : evaluators(index).get(key);
    if (known) {
        return known;
    }
    const made = new Evaluator(objects, options);
    evaluators(index).set(key, made);
    return made;
}

const EVALUATOR_DEFAULTS = JSON.stringify({
    controlPlaneNamespace: "linkerd",
    trustDomain: "cluster.local",
    ingress: "emissary/emissary-ingress",
});

/** Why a verdict on calls into a namespace may be wrong. */
export function doubtIn(index: ResourceIndex, namespace: string): Doubt | undefined {
    return doubtsByNamespace(index).get(namespace) ?? doubtsByNamespace(index).get("");
}

/** Why the evaluator does not know an object. */
export function doubtAbout(index: ResourceIndex, resource: Resource): Doubt | undefined {
    return doubtsByResource(index).get(resource);
}

const doubtsByResource = oncePerIndex(
    (index) => new Map(stackObjects(index).doubts.map((doubt) => [doubt.of, doubt] as const)),
);

const doubtsByNamespace = oncePerIndex(
    (index) =>
        new Map(
            [...stackObjects(index).doubts]
                .reverse()
                .map((doubt) => [doubt.namespace ?? "", doubt] as const),
        ),
);

/** What the evaluator does not understand, each with the reason. */
function malformedOf(objects: readonly KubernetesObject[]): Map<KubernetesObject, string> {
    return new Map(
        objects.flatMap((object) => {
            const problem = evaluate([object]);
            return problem instanceof Evaluator ? [] : [[object, problem] as const];
        }),
    );
}

/** The evaluator of some objects, or what it cannot read of them. */
function evaluate(objects: readonly KubernetesObject[]): Evaluator | string {
    try {
        return new Evaluator(objects);
    } catch (error) {
        if (error instanceof InputError) {
            return `what Linkerd takes (${error.problems[0] ?? ""})`;
        }
        throw error;
    }
}

function asObject(
    resource: Resource,
    kind: string,
    paths: readonly Path[],
): { readonly object: KubernetesObject; readonly unread: Unsettled | undefined } {
    const name = nameOf(resource);
    const namespace = kind === "Namespace" ? undefined : namespaceOf(resource);
    const values = paths.map((path) => read(resource.object, path));
    const unread = [
        ...(isUnsettled(name) ? [name] : []),
        ...(namespace && isUnsettled(namespace) ? [namespace] : []),
        ...values.flatMap((value) =>
            value.state === "known"
                ? unknownIn(value.value, value.path)
                : isUnsettled(value)
                  ? [value]
                  : [],
        ),
    ][0];
    const created = readString(resource.object, ["metadata", "creationTimestamp"]);
    const home = namespace && valueOf(namespace);
    const parts: Record<string, JsonObject> = { metadata: {}, spec: {} };
    for (const value of values) {
        const [top = "", key] = value.path;
        if (value.state === "known" && typeof top === "string") {
            parts[top] =
                key === undefined && isObject(value.value)
                    ? value.value
                    : { ...parts[top], [String(key)]: value.value };
        }
    }
    return {
        object: {
            apiVersion: versionOf(resource),
            kind,
            spec: parts.spec,
            metadata: {
                ...parts.metadata,
                name: valueOf(name) ?? resource.urn,
                ...(home !== undefined && { namespace: home }),
                ...(created.state === "known" && { creationTimestamp: created.value }),
            },
            ...(kind === "GRPCRoute" && { status: acceptedBy(parts.spec) }),
        },
        unread,
    };
}

/** Linkerd attaches a GRPCRoute once its controller has accepted it, which it will. */
function acceptedBy(spec: JsonObject | undefined): object {
    const parents = read(spec, ["parentRefs"]);
    const refs = parents.state === "known" && Array.isArray(parents.value) ? parents.value : [];
    return {
        parents: refs.map((parentRef: Json) => ({
            parentRef,
            controllerName: "linkerd.io/policy-controller",
            conditions: [{ type: "Accepted", status: "True" }],
        })),
    };
}

/** `apps/v1`, and `v1` for the core group. */
function versionOf({ type }: Resource): string {
    const [, group = "", version = ""] = /^kubernetes:([^/:]+)\/([^/:]+):/.exec(type) ?? [];
    return group === "core" ? version : `${group}/${version}`;
}
