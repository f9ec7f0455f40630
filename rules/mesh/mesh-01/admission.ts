import type { Admission } from "../../admission/admission";
import { workloadResources } from "../../admission/cel";
import { objectSchema } from "../../admission/podSchema";

export const admission: Admission = {
    cel: {
        resources: workloadResources,
        judged: "pods",
        variables: {
            inherited:
                'namespaceObject == null ? "" : namespaceObject.metadata.?annotations[?"linkerd.io/inject"].orValue("")',
        },
        validations: [
            {
                expression:
                    'string(variables.annotations[?"linkerd.io/inject"].orValue(variables.inherited)) in ["enabled", "ingress"]',
                wrong: "neither the pod template nor its Namespace asks for Linkerd's proxy",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () =>
            objectSchema(
                {
                    metadata: objectSchema(
                        {
                            annotations: objectSchema(
                                { "linkerd.io/inject": { enum: ["enabled", "ingress"] } },
                                ["linkerd.io/inject"],
                            ),
                        },
                        ["annotations"],
                    ),
                },
                ["metadata"],
            ),
        wrong: "the pod template does not ask for Linkerd's proxy",
    },
    differences: {
        polaris: "sees the pod template alone, so it refuses what only its Namespace meshes",
    },
};
