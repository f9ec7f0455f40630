import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing11: Rule = {
    id: "ING-11",
    title: "Administration and dashboards are not published without authentication",
    why: "What shows the inside of the platform is for those who run it. A dashboard is published safely where the stack itself shows who asks for authentication: an AuthService, or for an Ingress the controller's own annotations. Elsewhere it needs an exemption.",
    severity: "critical",
    level: "mandatory",
    references: [
        nist(6),
        cisa("Applications and Workloads"),
        nsa("Authentication and authorization"),
    ],
    remedy: "remove it, and use kubectl port-forward or linkerd viz dashboard",
    ...preview,
};
