import { cis, cisa, nist, nsa, pss } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const pod01: Rule = {
    id: "POD-01",
    title: 'Pods meet the Pod Security Standard "restricted"',
    why: "A pod that can become its node can become every workload of the node.",
    severity: "critical",
    level: "mandatory",
    references: [
        pss("restricted"),
        nsa("Kubernetes Pod security"),
        cis("5.2"),
        nist(5),
        cisa("Applications and Workloads"),
    ],
    remedy: "follow the restricted Pod Security Standard",
    alsoBy: ["Pod Security Admission", "Kyverno"],
    ...preview,
    admission,
};
