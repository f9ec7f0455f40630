import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz14: Rule = {
    id: "AUTHZ-14",
    title: "The calls that are let through are those that are declared",
    why: "What is allowed is what was said, no more and no less: the calls that all policies together let through are compared with the access model that the stack's components carry, or with a list.",
    severity: "critical",
    level: "mandatory",
    references: [
        nist(3),
        nist(6),
        cisa("Applications and Workloads"),
        nsa("Authentication and authorization"),
    ],
    remedy: "remove what lets the call through, or declare it in the access model",
    alsoBy: ["Linkerd"],
    ...preview,
};
