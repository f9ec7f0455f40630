import type { Admission } from "../../admission/admission";
import { workloadResources } from "../../admission/cel";
import { annotationsSchema, objectSchema } from "../../admission/podSchema";

export const admission: Admission = {
    cel: {
        resources: workloadResources,
        judged: "pods",
        validations: [
            {
                expression:
                    '!variables.spec.?hostNetwork.orValue(false) || !(variables.annotations[?"linkerd.io/inject"].orValue("enabled") in ["enabled", "ingress"])',
                wrong: "the pod is on its host's network, where Linkerd injects no proxy",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () => ({
            anyOf: [
                objectSchema({ spec: objectSchema({ hostNetwork: { const: false } }) }),
                {
                    required: ["metadata"],
                    ...annotationsSchema(
                        objectSchema(
                            { "linkerd.io/inject": { not: { enum: ["enabled", "ingress"] } } },
                            ["linkerd.io/inject"],
                        ),
                    ),
                    not: objectSchema({ metadata: { not: { required: ["annotations"] } } }),
                },
            ],
        }),
        wrong: "the pod is on its host's network, where Linkerd injects no proxy",
    },
};
