import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const gov03: Rule = {
    id: "GOV-03",
    title: "No change of a security field is ignored",
    why: "What is not compared can be changed by anyone, and stays changed.",
    severity: "high",
    level: "mandatory",
    references: [
        nist(5),
        cisa("Applications and Workloads"),
        nsa("Audit Logging and Threat Detection"),
    ],
    remedy: "name only what something else than this program decides, e.g. spec.replicas",
    ...preview,
};
