import type { Path } from "zero-trust-manifests";
import { DEFAULT_INBOUND_POLICY, INJECT, injects } from "../../linkerd/linkerd";
import { type Reading, isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, isChart, isKind, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Workload, isWorkload, podAnnotation, workloadOf } from "../../kubernetes/workload";

const ON_NAMESPACE = ["metadata", "annotations", DEFAULT_INBOUND_POLICY];
const IN_VALUES = ["values", "podAnnotations", DEFAULT_INBOUND_POLICY];

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "authz-01-no-laxer-inbound-policy",
        demand: "No Namespace, no pod template and no chart's podAnnotations outside the exempt namespaces set a default inbound policy other than deny.",
        appliesTo: (type) => isWorkload(type) || isChart(type) || isKind(type, "core", "Namespace"),
        *check(resource, settings) {
            const workload = workloadOf(resource);
            if (workload || isChart(resource.type)) {
                const policy = workload
                    ? podAnnotation(workload, DEFAULT_INBOUND_POLICY)
                    : readString(resource.object, IN_VALUES);
                yield* unlessExempt(resource, settings, noneLaxer(resource, policy));
            } else if (!settings.exemptNamespaces.includes(valueOf(nameOf(resource)) ?? "")) {
                yield* noneLaxer(resource, readString(resource.object, ON_NAMESPACE));
            }
        },
    },
    stack: {
        policy: "authz-01-default-deny",
        demand: "Every meshed Namespace outside the exempt ones denies inbound connections by default, by its own annotation or cluster-wide by the control plane's values.",
        *check(index, settings) {
            const clusterWide = clusterWidePolicy(index);
            for (const namespace of index.ofKind("core", "Namespace")) {
                if (!settings.exemptNamespaces.includes(valueOf(nameOf(namespace)) ?? "")) {
                    yield* deniesByDefault(namespace, index, clusterWide);
                }
            }
            for (const workload of index.workloads) {
                yield* unlessExempt(
                    workload.resource,
                    settings,
                    deniesOutsideTheStack(workload, index, clusterWide),
                );
            }
        },
    },
};

function* noneLaxer(resource: Resource, policy: Reading<string>): Generator<Verdict> {
    if (isUnsettled(policy)) {
        yield unsettled(resource, policy);
    } else if (policy.state === "known" && policy.value !== "deny") {
        yield violation(
            resource,
            policy.path,
            `sets the default inbound policy "${policy.value}" instead of deny`,
        );
    }
}

/** The policy of all pods that say nothing; absent where no control plane of the stack sets it. */
function clusterWidePolicy(index: ResourceIndex): Reading<string> {
    const path = ["values", "proxy", "defaultInboundPolicy"];
    const policies = index
        .releasesOf("linkerd-control-plane")
        .map(({ object }) => readString(object, path));
    return policies.find(({ state }) => state !== "absent") ?? { state: "absent", path };
}

function* deniesByDefault(
    namespace: Resource,
    index: ResourceIndex,
    clusterWide: Reading<string>,
): Generator<Verdict> {
    const policy = readString(namespace.object, ON_NAMESPACE);
    if (policy.state !== "absent") {
        return; // The check of the single object has judged it.
    }
    const inject = readString(namespace.object, ["metadata", "annotations", INJECT]);
    const isMeshed = inject.state === "known" && injects(inject.value);
    if (isMeshed || meshesAWorkload(namespace, index)) {
        yield* refuseUnlessDenied(namespace, ON_NAMESPACE, clusterWide);
    } else if (isUnsettled(inject) && valueOf(clusterWide) !== "deny") {
        yield unsettled(namespace, inject);
    }
}

/** A Namespace of elsewhere cannot be asked, so the workload has to say itself that it denies. */
function* deniesOutsideTheStack(
    workload: Workload,
    index: ResourceIndex,
    clusterWide: Reading<string>,
): Generator<Verdict> {
    const { resource } = workload;
    const policy = podAnnotation(workload, DEFAULT_INBOUND_POLICY);
    const inject = podAnnotation(workload, INJECT);
    const namespace = namespaceOf(resource);
    if (
        policy.state !== "absent" ||
        inject.state !== "known" ||
        !injects(inject.value) ||
        namespace.state !== "known"
    ) {
        return;
    }
    const home = index.namespace(namespace.value);
    if (home.state === "absent") {
        yield* refuseUnlessDenied(
            resource,
            policy.path,
            clusterWide,
            `set the annotation ${DEFAULT_INBOUND_POLICY}: deny on the pod template, because Namespace "${namespace.value}" is not part of this stack`,
        );
    } else if (isUnsettled(home)) {
        yield unsettled(resource, home, "a Namespace");
    }
}

function* refuseUnlessDenied(
    resource: Resource,
    path: Path,
    clusterWide: Reading<string>,
    remedy?: string,
): Generator<Verdict> {
    if (isUnsettled(clusterWide)) {
        yield unsettled(resource, clusterWide, "Linkerd's control plane");
    } else if (valueOf(clusterWide) !== "deny") {
        yield violation(
            resource,
            path,
            "is meshed and lets everyone in: it sets no default inbound policy",
            remedy,
        );
    }
}

function meshesAWorkload(namespace: Resource, index: ResourceIndex): boolean {
    const name = valueOf(nameOf(namespace));
    return index.workloads.some((workload) => {
        const inject = podAnnotation(workload, INJECT);
        return (
            inject.state === "known" &&
            injects(inject.value) &&
            name !== undefined &&
            valueOf(namespaceOf(workload.resource)) === name
        );
    });
}
