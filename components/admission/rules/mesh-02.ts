import type { AdmissionRule } from "../admissionRule";
import { workloadResources } from "../cel";
import { annotationsSchema, objectSchema } from "../podSchema";

export const mesh02: AdmissionRule = {
    id: "MESH-02",
    title: "No workload opts out of the mesh",
    remedy: "remove the annotation linkerd.io/inject: disabled",
    level: "mandatory",
    cel: {
        resources: workloadResources,
        judged: "pods",
        validations: [
            {
                expression: 'variables.annotations[?"linkerd.io/inject"].orValue("") != "disabled"',
                wrong: "the pod template opts out of the mesh",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () =>
            annotationsSchema(
                objectSchema({ "linkerd.io/inject": { not: { const: "disabled" } } }),
            ),
        wrong: "the pod template opts out of the mesh",
    },
};
