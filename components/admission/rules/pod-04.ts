import type { AdmissionRule } from "../admissionRule";
import { namespaceResources } from "../cel";

const enforce = "pod-security.kubernetes.io/enforce";

export const pod04: AdmissionRule = {
    id: "POD-04",
    title: "Every Namespace says which Pod Security Standard it enforces, in which version",
    remedy: `set the label ${enforce} to restricted, baseline or, where linkerd-init has to set up the network, privileged`,
    level: "mandatory",
    cel: {
        resources: namespaceResources,
        judged: "object",
        variables: { labels: "dyn(object).metadata.?labels.orValue({})" },
        validations: [
            {
                expression: `variables.labels[?"${enforce}"].orValue("") in ["privileged", "baseline", "restricted"]`,
                wrong: "the Namespace does not say which Pod Security Standard it enforces",
            },
            {
                expression: `variables.labels[?"${enforce}-version"].orValue("").matches("^v1\\\\.[0-9]+$")`,
                wrong: "the Namespace does not say which version of the standard it enforces",
                remedy: `set the label ${enforce}-version to the Kubernetes version that the pods were made for, e.g. v1.33`,
            },
        ],
    },
};
