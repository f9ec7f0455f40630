import type { AdmissionRule } from "../admissionRule";
import { workloadResources } from "../cel";
import type { JsonSchema } from "../json";
import { objectSchema } from "../podSchema";

const named: JsonSchema = { type: "string", minLength: 1, not: { const: "default" } };

export const id02: AdmissionRule = {
    id: "ID-02",
    title: "No workload runs as the ServiceAccount default",
    remedy: "make a ServiceAccount for this workload alone and name it in serviceAccountName",
    level: "mandatory",
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
