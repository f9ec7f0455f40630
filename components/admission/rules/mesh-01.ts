import type { AdmissionRule } from "../admissionRule";
import { workloadResources } from "../cel";
import { objectSchema } from "../podSchema";

export const mesh01: AdmissionRule = {
    id: "MESH-01",
    title: "Every workload is meshed",
    remedy: "set the annotation linkerd.io/inject: enabled on the pod template, or on its Namespace",
    level: "mandatory",
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
