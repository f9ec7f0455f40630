import { cisa, nist, nsa } from "../../frameworks";
import type { RuleElsewhere } from "../../rule";

export const sc07: RuleElsewhere = {
    id: "SC-07",
    title: "Signatures and bills of material of images are verified",
    why: "A digest says which image it is, and not who made it of what.",
    severity: "high",
    level: "advisory",
    references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
    remedy: "have the cluster verify signatures when it admits a pod",
    elsewhere: {
        because: "a signature is in the registry, and a preview asks no registry",
        enforcer: "admission by Kyverno (`ImageValidatingPolicy`) or by Gatekeeper with Ratify",
    },
};
