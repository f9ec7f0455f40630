import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld06: Rule = {
    id: "CLD-06",
    title: "Zones verify their origin and speak TLS 1.2 or newer, always",
    why: "What Cloudflare does for a proxied record is a setting of the zone, whose defaults verify no origin. They are asked for where the stack makes the zone; a zone of elsewhere has its own owner.",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Networks")],
    remedy: "set ssl to strict, min_tls_version to 1.2 and always_use_https to on",
    ...preview,
};
