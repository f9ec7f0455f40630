import { cisa, nist, nsa } from "./frameworks";
import { INJECT } from "./linkerd";
import { type Path, isUnsettled, readString } from "./read";
import { type Resource, isChart } from "./resource";
import { type Rule, type Verdict, unlessExempt, unsettled, violation } from "./rule";
import { isWorkload, podAnnotationPath, workloadOf } from "./workload";

/** Nothing takes itself out of the mesh. */
export const mesh02: Rule = {
    id: "MESH-02",
    title: "No workload opts out of the mesh",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: `remove the annotation ${INJECT}: disabled`,
    documentation: "docs/policies.md#mesh-02",
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
