import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz16: Rule = {
    id: "AUTHZ-16",
    title: "Every Mapping leads to what the ingress may call",
    why: "A public route that leads nowhere is either forgotten or waits for a policy that is too wide.",
    severity: "medium",
    level: "mandatory",
    references: [
        nist(6),
        cisa("Applications and Workloads"),
        nsa("Network separation and hardening"),
    ],
    remedy: "remove the Mapping, or authorize the ingress for what it leads to",
    ...preview,
};
