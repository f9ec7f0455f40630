import type { Admission } from "../../admission/admission";
import { celLiteral, namespaceResources } from "../../admission/cel";
import { labels } from "../../admission/parts";

const enforce = "pod-security.kubernetes.io/enforce";

/** Those that Kubernetes makes itself, without these labels, before anybody can say anything. */
const ofKubernetes = ["default", "kube-node-lease", "kube-public", "kube-system"];

export const admission: Admission = {
    cel: {
        resources: namespaceResources,
        judged: [labels(`^${enforce}`)],
        variables: {
            labels: "dyn(object).metadata.?labels.orValue({})",
            // Taking away what one of them says is an update, and judged.
            isAsMade: `oldObject == null && object.metadata.name in ${celLiteral(ofKubernetes)} && !variables.labels.exists(k, k.startsWith("${enforce}"))`,
        },
        validations: [
            {
                expression: `variables.isAsMade || variables.labels[?"${enforce}"].orValue("") in ["privileged", "baseline", "restricted"]`,
                wrong: "the Namespace does not say which Pod Security Standard it enforces",
            },
            {
                expression: `variables.isAsMade || variables.labels[?"${enforce}-version"].orValue("").matches("^v1\\\\.[0-9]+$")`,
                wrong: "the Namespace does not say which version of the standard it enforces",
                remedy: `set the label ${enforce}-version to the Kubernetes version that the pods were made for, e.g. v1.33`,
            },
        ],
    },
};
