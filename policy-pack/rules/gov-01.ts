import { cisa, nist } from "./frameworks";
import { type Rule } from "./rule";

/** An exemption is a decision of somebody, about one object, for a time. */
export const gov01: Rule = {
    id: "GOV-01",
    title: "Every exemption names rule, resource, owner, reason and end",
    severity: "high",
    level: "mandatory",
    references: [nist(7), cisa("Identity")],
    remedy: "mend the exemption, or remove it",
    documentation: "docs/policies.md#gov-01",
    settings: [],
    pack: {
        policy: "zero-trust",
        demand: "The pack's configuration can be read, and every exemption in it is for one rule and one resource, has an owner, a reason and an end that is at most 90 days ahead, and is needed.",
    },
};
