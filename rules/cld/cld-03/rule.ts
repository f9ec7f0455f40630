import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld03: Rule = {
    id: "CLD-03",
    title: "Only 80 and 443 are public, and only to Cloudflare where it stands in front",
    why: "What a proxy in front filters, a caller who knows the address walks past, unless the firewall lets in the proxy alone. Where some record is not proxied, everyone has to be let in.",
    severity: "medium",
    level: "mandatory in production",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "list the networks that need the port",
    ...preview,
};
