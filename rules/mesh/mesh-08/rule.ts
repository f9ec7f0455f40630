import { cisa, nist, pss } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const mesh08: Rule = {
    id: "MESH-08",
    title: "A namespace at a restricted Pod Security level has Linkerd's CNI plugin",
    why: "`linkerd-init` needs NET_ADMIN and NET_RAW, which these levels refuse: the pods would never start. A stack without Linkerd's control plane does not show whether its CNI plugin is there, so there nothing is said.",
    severity: "medium",
    level: "mandatory",
    references: [pss("restricted"), nist(5), cisa("Applications and Workloads")],
    remedy: "install linkerd2-cni and set the control plane's value cniEnabled: true, or enforce privileged",
    alsoBy: ["Pod Security Admission"],
    ...preview,
};
