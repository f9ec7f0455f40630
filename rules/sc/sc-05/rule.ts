import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sc05: Rule = {
    id: "SC-05",
    title: "Charts come from allowed repositories",
    why: "Whoever serves the chart decides what is installed, with the rights of who installs it.",
    severity: "high",
    level: "mandatory",
    references: [
        nist(5),
        cisa("Applications and Workloads"),
        nsa("Upgrading and application security practices"),
    ],
    remedy: "take the chart from an allowed repository or a local folder, or add its repository to the setting allowedChartRepositories",
    ...preview,
};
