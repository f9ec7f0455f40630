import type { AdmissionRule } from "../admissionRule";
import { workloadResources } from "../cel";
import { parameters } from "../parameters";
import { podControls, podSecurityVariables } from "./podControls";
import { podSecuritySchema } from "./podSecuritySchema";

export const pod01: AdmissionRule = {
    id: "POD-01",
    title: 'Pods meet the Pod Security Standard "restricted"',
    remedy: "follow the restricted Pod Security Standard",
    level: "mandatory",
    cel: {
        resources: workloadResources,
        judged: "pods",
        parameters: { proxyImages: parameters.proxyImages },
        variables: podSecurityVariables,
        validations: podControls.map(({ control, expression, remedy }) => ({
            expression,
            wrong: `the pod breaks the control ${control}`,
            remedy,
        })),
    },
    polaris: {
        target: "PodTemplate",
        schema: podSecuritySchema,
        wrong: "the pod breaks a control of the restricted Pod Security Standard",
    },
    differences: {
        preview: "sees what people write, and not what Linkerd's injector adds to a pod",
        polaris: "asks of pods for Windows what it asks of those for Linux",
    },
};
