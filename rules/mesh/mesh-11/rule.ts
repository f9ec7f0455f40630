import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const mesh11: Rule = {
    id: "MESH-11",
    title: "In production the control plane is highly available",
    why: "Without the control plane no proxy gets an identity, and no pod a proxy.",
    severity: "medium",
    level: "advisory",
    references: [nist(5), cisa("Applications and Workloads")],
    remedy: "take the values of the chart's values-ha.yaml",
    alsoBy: ["Polaris"],
    ...preview,
};
