import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld04: Rule = {
    id: "CLD-04",
    title: "Public DNS records are proxied, exact, and made from the load balancer",
    why: "A record that outlives the address it names hands the name to the next who gets that address. Names with an underscore prove something to somebody, and lead to no server.",
    severity: "medium",
    level: "advisory",
    references: [nist(3), cisa("Networks")],
    remedy: "set proxied: true, and the zone's SSL mode to strict",
    ...preview,
};
