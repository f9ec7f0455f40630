import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing12: Rule = {
    id: "ING-12",
    title: "Public paths have a rate limit",
    why: "Emissary counts the requests of a Mapping by its labels, and asks the RateLimitService; Linkerd counts in the proxy of the workload (HTTPLocalRateLimitPolicy), by identity. Either will do. A limit that stands before the ingress, at a CDN, is not to be seen, which is why the rule is advisory.",
    severity: "low",
    level: "advisory",
    references: [nist(3), cisa("Applications and Workloads")],
    remedy: "add labels for a RateLimitService, or a HTTPLocalRateLimitPolicy where the Mapping leads",
    ...preview,
};
