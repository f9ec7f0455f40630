import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz05: Rule = {
    id: "AUTHZ-05",
    title: "A Server selects pods and names one of their ports",
    why: "A Server for a label or a port that no pod has guards nothing, and what it should guard stays without policy. Where a Helm release or an operator may make pods that the stack does not show, nothing is said of labels.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "select labels of the pod template, and name the container port, not that of the Service",
    ...preview,
};
