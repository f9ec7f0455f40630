import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz15: Rule = {
    id: "AUTHZ-15",
    title: "Prometheus alone may scrape the proxies' metrics",
    why: "The proxies' metrics tell who calls whom, and under deny nobody may read them unless he is let in. Whoever else may is one too many.",
    severity: "low",
    level: "advisory",
    references: [nist(7), cisa("Networks")],
    remedy: "authorize the identity of Prometheus for a route GET /metrics of a Server on port linkerd-admin",
    alsoBy: ["Linkerd"],
    ...preview,
};
