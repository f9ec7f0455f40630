import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const pod02: Rule = {
    id: "POD-02",
    title: "Containers cannot write to their own image",
    why: "Who breaks in cannot put anything down, nor change what runs.",
    severity: "medium",
    level: "mandatory",
    references: [nsa("Kubernetes Pod security"), nist(5), cisa("Applications and Workloads")],
    remedy: "set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where the program writes",
    ...preview,
    admission,
};
