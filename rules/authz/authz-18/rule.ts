import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz18: Rule = {
    id: "AUTHZ-18",
    title: "Egress is denied unless it is listed",
    why: "What may call anywhere can hand on whatever it has been made to read.",
    severity: "medium",
    level: "advisory",
    references: [nist(6), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "deny egress by an EgressNetwork with trafficPolicy: Deny or by a NetworkPolicy, and list what is needed in routes",
    alsoBy: ["Linkerd"],
    ...preview,
};
