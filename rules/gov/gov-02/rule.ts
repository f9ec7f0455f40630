import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const gov02: Rule = {
    id: "GOV-02",
    title: "No object exempts itself",
    why: "Who is judged does not say by what.",
    severity: "high",
    level: "mandatory",
    references: [
        nist(4),
        cisa("Applications and Workloads"),
        nsa("Audit Logging and Threat Detection"),
    ],
    remedy: "remove it, and put the exemption with its owner, reason and expiry into the policy pack's configuration",
    ...preview,
    admission,
};
