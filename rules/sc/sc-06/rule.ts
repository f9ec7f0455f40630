import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sc06: Rule = {
    id: "SC-06",
    title: "Remote manifests are pinned by hash",
    why: "What is fetched at each run must be, at each run, what was reviewed.",
    severity: "high",
    level: "mandatory",
    references: [
        nist(5),
        cisa("Applications and Workloads"),
        nsa("Upgrading and application security practices"),
    ],
    remedy: "keep the manifest in the repository, or give the https URL of the commit that was reviewed",
    ...preview,
};
