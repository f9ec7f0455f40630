import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const id04: Rule = {
    id: "ID-04",
    title: "The ServiceAccount that a workload names exists",
    why: "A workload whose ServiceAccount is misspelt never starts, and its policies name nobody.",
    severity: "medium",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "name a ServiceAccount of the workload's own namespace, or make it",
    ...preview,
};
