import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld01: Rule = {
    id: "CLD-01",
    title: "The firewall keeps the Kubernetes API and SSH from the internet",
    why: "The cluster's own door is open to those who run it, not to the internet.",
    severity: "critical",
    level: "mandatory",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "list the networks of those who administer the cluster, e.g. 192.0.2.10/32",
    ...preview,
};
