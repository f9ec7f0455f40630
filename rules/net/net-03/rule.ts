import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const net03: Rule = {
    id: "NET-03",
    title: "No NetworkPolicy allows everything, or everywhere",
    why: "An exception for everything is no exception.",
    severity: "high",
    level: "mandatory",
    references: [nsa("Network separation and hardening"), nist(2), cisa("Networks")],
    remedy: "name the peers and the ports that are needed",
    alsoBy: ["Kyverno"],
    ...preview,
};
