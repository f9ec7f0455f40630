import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const cld02: Rule = {
    id: "CLD-02",
    title: "The cluster has a firewall and a private network",
    why: "A firewall that no cluster uses keeps nobody out.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "set firewallId and networkId to a firewall and a network of the stack",
    ...preview,
};
