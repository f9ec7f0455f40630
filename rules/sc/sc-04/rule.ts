import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sc04: Rule = {
    id: "SC-04",
    title: "Versions of charts and providers are exact",
    why: "A range installs tomorrow what nobody has looked at today.",
    severity: "high",
    level: "mandatory",
    references: [
        nist(5),
        cisa("Applications and Workloads"),
        nsa("Upgrading and application security practices"),
    ],
    remedy: "give the exact version that was reviewed, e.g. 1.2.3",
    ...preview,
};
