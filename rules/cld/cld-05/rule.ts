import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld05: Rule = {
    id: "CLD-05",
    title: "CAA records limit who may issue, and zones are signed",
    why: "Without CAA any CA may issue for a host to whoever deceives it. A host is judged where the stack makes both its address record and its certificate; a CNAME is not, since DNS allows nothing beside it. DNSSEC belongs to a zone, and is asked for where the stack makes the zone.",
    severity: "medium",
    level: "mandatory",
    references: [nist(2), cisa("Networks")],
    remedy: "add a CAA record with the tag issue and the CA of the host's issuer, e.g. letsencrypt.org",
    ...preview,
};
