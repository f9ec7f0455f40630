import type { Path } from "zero-trust-manifests";
import { INJECT } from "../../linkerd/linkerd";
import { isUnsettled, readString } from "../../reading/read";
import { type Resource, isChart } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { isWorkload, podAnnotationPath, workloadOf } from "../../kubernetes/workload";

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "mesh-02-no-workload-opts-out",
        demand: "No pod template outside the exempt namespaces, and no chart's podAnnotations, switches injection off.",
        appliesTo: (type) => isWorkload(type) || isChart(type),
        check: (resource, settings) => unlessExempt(resource, settings, optsOut(resource)),
    },
};

function* optsOut(resource: Resource): Generator<Verdict> {
    const path = pathOf(resource);
    const inject = readString(resource.object, path);
    if (isUnsettled(inject)) {
        yield unsettled(resource, inject);
    } else if (inject.state === "known" && inject.value === "disabled") {
        yield violation(resource, path, "opts out of the mesh");
    }
}

function pathOf(resource: Resource): Path {
    const workload = workloadOf(resource);
    return workload ? podAnnotationPath(workload, INJECT) : ["values", "podAnnotations", INJECT];
}
