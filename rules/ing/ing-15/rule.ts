import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing15: Rule = {
    id: "ING-15",
    title: "The ingress serves the Hosts of its own namespace alone",
    why: "A Host says which name is served, with which certificate, and what happens to cleartext. A Listener that takes Hosts of every namespace lets whoever may write one there serve any name, with no TLS at all.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "set hostBinding.namespace.from: SELF",
    ...preview,
};
