import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz10: Rule = {
    id: "AUTHZ-10",
    title: "No two Servers are for the same port",
    why: "Of two Servers for one port Linkerd takes the older and ignores the other, without a word.",
    severity: "high",
    level: "mandatory",
    references: [nist(6), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "make one Server of them, or let them select different pods or ports",
    ...preview,
};
