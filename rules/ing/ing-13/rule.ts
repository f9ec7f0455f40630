import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing13: Rule = {
    id: "ING-13",
    title: "Emissary serves no cleartext while certificates are missing",
    why: "Emissary keeps inactive each Host whose TLS Secret is missing: before it is issued, when the CA refuses, once somebody has deleted it. When no Host is active Emissary makes one itself, which serves every Mapping under every name in cleartext, on port 443 too. It makes none as long as one Host needs no Secret; and it redirects where it finds the Secret of a fallback certificate, which vouches for nobody.",
    severity: "critical",
    level: "mandatory",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "add a Host of a name in .invalid that has no tlsSecret and rejects cleartext, or a Certificate into Secret fallback-self-signed-cert beside Emissary",
    ...preview,
};
