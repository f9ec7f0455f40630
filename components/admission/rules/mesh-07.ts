import type { AdmissionRule } from "../admissionRule";
import { workloadResources } from "../cel";
import { annotationsSchema, objectSchema } from "../podSchema";

export const mesh07: AdmissionRule = {
    id: "MESH-07",
    title: "Meshed pods have a network of their own",
    remedy: "remove hostNetwork, so that the pod gets an address and a proxy of its own",
    level: "mandatory",
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
