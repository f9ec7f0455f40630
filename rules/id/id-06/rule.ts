import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const id06: Rule = {
    id: "ID-06",
    title: "No role may do everything, enter pods, escalate, or read all Secrets",
    why: "Who may do everything is trusted implicitly, which is what zero trust ends.",
    severity: "critical",
    level: "mandatory",
    references: [
        nist(3),
        cisa("Identity"),
        nsa("Authentication and authorization"),
        cis("5.1.1-5.1.3, 5.1.8, 5.1.10"),
    ],
    remedy: "list the verbs, resources and resourceNames that are needed",
    alsoBy: ["Polaris", "Kyverno"],
    ...preview,
};
