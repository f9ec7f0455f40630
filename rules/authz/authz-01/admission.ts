import type { Admission } from "../../admission/admission";
import { namespaceResources, workloadResources } from "../../admission/cel";
import { annotationsSchema, objectSchema } from "../../admission/podSchema";

const policy = "config.linkerd.io/default-inbound-policy";
const injects = 'in ["enabled", "ingress"]';

export const admission: Admission = {
    cel: {
        resources: [...workloadResources, ...namespaceResources],
        judged: "pods",
        variables: {
            inherited:
                "namespaceObject == null ? {} : namespaceObject.metadata.?annotations.orValue({})",
            // A Namespace is judged by its own annotations, which nothing overrides.
            above: 'dyn(object).metadata.?namespace.orValue("") == "" ? {} : variables.inherited',
            isMeshed: `variables.annotations[?"linkerd.io/inject"].or(variables.above[?"linkerd.io/inject"]).orValue("") ${injects}`,
        },
        validations: [
            {
                expression: `variables.annotations[?"${policy}"].orValue("deny") == "deny"`,
                wrong: "a default inbound policy other than deny is set",
            },
            {
                expression: `!variables.isMeshed || variables.annotations[?"${policy}"].or(variables.above[?"${policy}"]).hasValue()`,
                wrong: "what is meshed lets everyone in: no default inbound policy is set",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () => annotationsSchema(objectSchema({ [policy]: { const: "deny" } })),
        wrong: "the pod template sets a default inbound policy other than deny",
    },
    differences: {
        polaris: "judges pod templates alone, and no Namespace",
        preview:
            "refuses the Namespace, too, where a workload in it denies for itself, and knows a control plane that denies for the whole cluster",
    },
};
