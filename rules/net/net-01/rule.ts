import { cis, cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const net01: Rule = {
    id: "NET-01",
    title: "Every application namespace denies all traffic by default",
    why: "Below the mesh, too, nothing talks unless it was said so.",
    severity: "high",
    level: "mandatory",
    references: [nsa("Network separation and hardening"), cis("5.3.2"), nist(2), cisa("Networks")],
    remedy: 'add a NetworkPolicy with an empty podSelector and policyTypes: ["Ingress", "Egress"]',
    alsoBy: ["Polaris", "Kyverno"],
    ...preview,
};
