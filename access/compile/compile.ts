import { createHash } from "node:crypto";

import { labelsOf, type AccessModel } from "../model/model";
import { portAccesses, sortedEntries } from "../model/portAccess";
import type { KubernetesObject } from "zero-trust-manifests";
import { authServiceObjects, hostObjects, mappingObjects } from "./emissaryObjects";
import { authenticationObjects, portObjects } from "./linkerdObjects";
import { networkPolicies, type Platform } from "./networkPolicies";

/** What a compilation depends on beside the model. */
export interface CompileOptions extends Platform {
    /**
     * Day of the compilation, e.g. `2026-11-24`: it decides which edges are still tried out, and
     * nothing else. Default: today, UTC.
     */
    today?: string;
}

/** The objects of a model, in the stages in which they are to be applied. */
export interface Stages {
    /** What everything else is in: the namespaces, meshed but not yet denying. */
    namespaces: KubernetesObject[];
    /** Everything that allows. */
    policies: KubernetesObject[];
    /** What denies the rest: each namespace's NetworkPolicy, then the namespaces as they are to be. */
    denial: KubernetesObject[];
}

/** The policies of one namespace, in the stages in which they are to be applied. */
export interface NamespacePolicies {
    /** Who may call, and the NetworkPolicies of the workloads. */
    allowing: KubernetesObject[];
    /** The Servers, each of which denies its port from its first moment, and their limits. */
    servers: KubernetesObject[];
    /** The NetworkPolicy that denies the rest. */
    denying: KubernetesObject[];
}

/** Annotations of a pod template that a change of the default policy must change, too. */
const defaultPolicy = { "config.linkerd.io/default-inbound-policy": "deny" };
/** In the order in which they refer to each other. */
const allowingKinds = [
    "NetworkAuthentication",
    "MeshTLSAuthentication",
    "AuthorizationPolicy",
    "HTTPRoute",
    "GRPCRoute",
];
const serverKinds = ["Server", "HTTPLocalRateLimitPolicy"];
const injection = { "linkerd.io/inject": "enabled" };

/**
 * The objects that enforce a model, each once, and in an order in which everything that allows
 * comes before what denies the rest. The same model gives the same bytes, whatever the order in
 * which it was said.
 *
 * The pods are not among them; see `podTemplate` for what theirs need.
 */
export function compile(model: AccessModel, options: CompileOptions = {}): KubernetesObject[] {
    const { policies, denial } = stages(model, options);
    return [...policies, ...denial];
}

/** Like `compile`, for a cluster in which the namespaces do not exist yet. */
export function stages(model: AccessModel, options: CompileOptions = {}): Stages {
    const today = options.today ?? new Date().toISOString().slice(0, 10);
    const accesses = portAccesses(model);
    const network = networkPolicies(model, accesses, options, today);
    const policies = [
        ...serviceAccounts(model),
        ...authenticationObjects(accesses, model),
        ...accesses.flatMap((access) => portObjects(access, model, today)),
    ];
    return {
        namespaces: namespaceObjects(model, injection),
        policies: [
            // A Server denies from its first moment, so those that it is to let in are there first.
            ...inOrderOf(["ServiceAccount", ...allowingKinds, ...serverKinds], policies),
            ...hostObjects(model),
            ...authServiceObjects(model),
            ...mappingObjects(model),
            ...network.allowing,
        ],
        denial: [
            ...network.denying,
            ...namespaceObjects(model, { ...injection, ...defaultPolicy }),
        ],
    };
}

/**
 * The policies of a namespace, without its ServiceAccounts and what an ingress reads.
 *
 * @throws RangeError where the model has no such namespace.
 */
export function namespacePolicies(
    model: AccessModel,
    namespace: string,
    options: CompileOptions = {},
): NamespacePolicies {
    if (model.namespaces[namespace] === undefined) {
        throw new RangeError(`there is no namespace ${namespace}`);
    }
    const { policies, denial } = stages(model, options);
    const own = (objects: readonly KubernetesObject[], ...kinds: readonly string[]) =>
        objects.filter(
            ({ kind, metadata }) => metadata.namespace === namespace && kinds.includes(kind),
        );
    return {
        allowing: own(policies, ...allowingKinds, "NetworkPolicy"),
        servers: own(policies, ...serverKinds),
        denying: own(denial, "NetworkPolicy"),
    };
}

/** What the pods of a workload need for the model to hold. */
export interface PodTemplate {
    labels: Record<string, string>;
    annotations: Record<string, string>;
    serviceAccountName: string;
}

/**
 * Labels, annotations and ServiceAccount of a workload's pods.
 *
 * @throws RangeError where the model has no such workload.
 */
export function podTemplate(
    model: AccessModel,
    ref: { namespace: string; workload: string },
): PodTemplate {
    const workload = model.namespaces[ref.namespace]?.workloads[ref.workload];
    if (workload === undefined) {
        throw new RangeError(`there is no workload ${ref.namespace}/${ref.workload}`);
    }
    const { listeners = [] } = workload;
    const inherited = { ...injection, ...defaultPolicy };
    return {
        labels: { ...labelsOf(ref.workload, workload) },
        annotations: {
            ...inherited,
            // A proxy reads its default policy when it starts, so a change has to roll the pods,
            // also where the namespace's annotations alone would not.
            "zero-trust/default-policy": createHash("sha256")
                .update(JSON.stringify(inherited))
                .digest("hex")
                .slice(0, 16),
            ...(listeners.length > 0 && {
                "config.linkerd.io/skip-inbound-ports": [...listeners]
                    .sort((left, right) => left - right)
                    .join(","),
            }),
        },
        serviceAccountName: workload.serviceAccount ?? ref.workload,
    };
}

function namespaceObjects(
    model: AccessModel,
    annotations: Record<string, string>,
): KubernetesObject[] {
    return sortedEntries(model.namespaces).map(([name]) => ({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name, annotations: { ...annotations } },
    }));
}

function serviceAccounts(model: AccessModel): KubernetesObject[] {
    return sortedEntries(model.namespaces).flatMap(([namespace, { workloads }]) =>
        sortedEntries(workloads).map(([name, { serviceAccount }]) => ({
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: { name: serviceAccount ?? name, namespace },
            // Linkerd proves identity with a token of its own.
            automountServiceAccountToken: false,
        })),
    );
}

function inOrderOf(
    kinds: readonly string[],
    objects: readonly KubernetesObject[],
): KubernetesObject[] {
    const key = ({ kind, metadata }: KubernetesObject): string =>
        `${kinds.indexOf(kind)} ${metadata.namespace ?? ""}/${metadata.name}`;
    return objects
        .map((object) => [key(object), object] as const)
        .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
        .map(([, object]) => object);
}
