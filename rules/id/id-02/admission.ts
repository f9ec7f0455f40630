import type { Admission } from "../../admission/admission";
import { workloadResources } from "../../admission/cel";
import type { JsonSchema } from "../../admission/json";
import { objectSchema } from "../../admission/podSchema";

const named: JsonSchema = { type: "string", minLength: 1, not: { const: "default" } };

export const admission: Admission = {
    cel: {
        resources: workloadResources,
        judged: "pods",
        validations: [
            {
                expression:
                    '!(variables.spec.?serviceAccountName.or(variables.spec.?serviceAccount).orValue("") in ["", "default"])',
                wrong: "the pod runs as the ServiceAccount default",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () =>
            objectSchema(
                {
                    spec: {
                        type: "object",
                        anyOf: [
                            objectSchema({ serviceAccountName: named }, ["serviceAccountName"]),
                            {
                                ...objectSchema({ serviceAccount: named }, ["serviceAccount"]),
                                not: { required: ["serviceAccountName"] },
                            },
                        ],
                    },
                },
                ["spec"],
            ),
        wrong: "the pod runs as the ServiceAccount default",
    },
};
