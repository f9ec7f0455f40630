import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pod03: Rule = {
    id: "POD-03",
    title: "Containers have requests, a memory limit, and a probe of what they serve",
    why: "One workload cannot starve the others, and is called only when it can answer.",
    severity: "low",
    level: "advisory",
    references: [nsa("Kubernetes Pod security"), nist(5), cisa("Applications and Workloads")],
    remedy: "measure what the container needs, and say it",
    alsoBy: ["Polaris"],
    ...preview,
};
