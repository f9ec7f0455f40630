import { cis, cisa, nist, nsa, pss } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const pod04: Rule = {
    id: "POD-04",
    title: "Every Namespace says which Pod Security Standard it enforces, in which version",
    why: "What a namespace admits is said, and does not change with the cluster's version.",
    severity: "medium",
    level: "mandatory",
    references: [
        pss("Pod Security Admission"),
        nsa("Kubernetes Pod security"),
        cis("5.2.1"),
        nist(4),
        cisa("Applications and Workloads"),
    ],
    remedy: "set the label pod-security.kubernetes.io/enforce to restricted, baseline or, where linkerd-init has to set up the network, privileged",
    alsoBy: ["Pod Security Admission"],
    ...preview,
    admission,
};
