import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const id02: Rule = {
    id: "ID-02",
    title: "No workload runs as the ServiceAccount default",
    why: "Whatever says nothing runs as default: a policy that names default names nobody.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization"), cis("5.1.5")],
    remedy: "name a ServiceAccount of its own in serviceAccountName",
    alsoBy: ["Kyverno"],
    ...preview,
    admission,
};
