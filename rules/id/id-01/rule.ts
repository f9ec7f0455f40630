import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const id01: Rule = {
    id: "ID-01",
    title: "Every workload has a ServiceAccount of its own",
    why: "The mesh knows a workload by its ServiceAccount: who shares one shares an identity.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization"), cis("5.1.5")],
    remedy: "make a ServiceAccount for this workload alone and name it in serviceAccountName",
    ...preview,
    admission,
};
