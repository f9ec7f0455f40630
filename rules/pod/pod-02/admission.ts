import type { Admission } from "../../admission/admission";
import { isIngress, workloadResources } from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { containersSchema, objectSchema } from "../../admission/podSchema";

export const admission: Admission = {
    cel: {
        resources: workloadResources,
        judged: "pods",
        parameters: { ingress: parameters.ingress },
        variables: { isIngress },
        validations: [
            {
                expression:
                    'variables.isIngress || variables.spec.?os.?name.orValue("linux") == "windows" || variables.containers.all(c, c.?securityContext.?readOnlyRootFilesystem.orValue(false))',
                wrong: "a container can write to its root filesystem",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () => ({
            anyOf: [
                objectSchema(
                    {
                        spec: objectSchema(
                            { os: objectSchema({ name: { const: "windows" } }, ["name"]) },
                            ["os"],
                        ),
                    },
                    ["spec"],
                ),
                containersSchema(
                    objectSchema(
                        {
                            securityContext: objectSchema(
                                { readOnlyRootFilesystem: { const: true } },
                                ["readOnlyRootFilesystem"],
                            ),
                        },
                        ["securityContext"],
                    ),
                ),
            ],
        }),
        wrong: "a container can write to its root filesystem",
        exemptsIngress: true,
    },
    differences: {
        preview:
            "sees no workload of Emissary's chart, which writes Envoy's configuration beside its program; whoever makes an ingress of his own has to exempt it",
    },
};
