import type { Admission } from "../../admission/admission";
import { workloadResources } from "../../admission/cel";
import { annotationsSchema, objectSchema } from "../../admission/podSchema";

export const admission: Admission = {
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
