import type { Admission } from "../../admission/admission";
import { workloadResources } from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { podControls, podSecurityVariables } from "../../admission/podControls";
import { podSecuritySchema } from "../../admission/podSecuritySchema";

export const admission: Admission = {
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
