import { INJECT, injects } from "../../linkerd/linkerd";
import { isUnsettled, readString } from "../../reading/read";
import { describe, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Workload, podAnnotation, podAnnotationPath } from "../../kubernetes/workload";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    stack: {
        policy: "mesh-01-workloads-are-meshed",
        demand: "Every workload outside the exempt namespaces has Linkerd's proxy injected, by an annotation of its pod template or of its Namespace.",
        *check(index, settings) {
            for (const workload of index.workloads) {
                yield* unlessExempt(workload.resource, settings, meshed(workload, index));
            }
        },
    },
};

export function* meshed(workload: Workload, index: ResourceIndex): Generator<Verdict> {
    const { resource } = workload;
    const path = podAnnotationPath(workload, INJECT);
    const own = podAnnotation(workload, INJECT);
    if (isUnsettled(own)) {
        yield unsettled(resource, own);
        return;
    }
    if (own.state === "known") {
        if (!injects(own.value)) {
            yield violation(resource, path, `is not meshed: its pod template says "${own.value}"`);
        }
        return;
    }
    const name = namespaceOf(resource);
    if (name.state !== "known") {
        if (isUnsettled(name)) {
            yield unsettled(resource, name);
        }
        return;
    }
    const namespace = index.namespace(name.value);
    if (isUnsettled(namespace)) {
        yield unsettled(resource, namespace, "a Namespace");
        return;
    }
    if (namespace.state === "absent") {
        yield violation(
            resource,
            path,
            `is not meshed: its pod template does not ask for it, and Namespace "${name.value}" is not part of this stack`,
            `set the annotation ${INJECT}: enabled on the pod template`,
        );
        return;
    }
    const inherited = readString(namespace.value.object, ["metadata", "annotations", INJECT]);
    if (isUnsettled(inherited)) {
        yield unsettled(resource, inherited, describe(namespace.value));
    } else if (inherited.state === "absent" || !injects(inherited.value)) {
        yield violation(
            resource,
            path,
            `is not meshed: neither its pod template nor Namespace "${name.value}" asks for it`,
        );
    }
}
