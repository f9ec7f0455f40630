import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld07: Rule = {
    id: "CLD-07",
    title: "The cluster's version is pinned, and production cannot be deleted by mistake",
    why: "A version that is not written down is another one for the next cluster. What production stands on is not to be deleted by mistake; elsewhere a stack is made to be destroyed.",
    severity: "low",
    level: "advisory",
    references: [nist(5), cisa("Applications and Workloads")],
    remedy: "set the resource option protect: true",
    ...preview,
};
