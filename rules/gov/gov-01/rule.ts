import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const gov01: Rule = {
    id: "GOV-01",
    title: "Every exemption names rule, resource, owner, reason and end",
    why: "An exemption is a decision of somebody, about one object, for a time.",
    severity: "high",
    level: "mandatory",
    references: [nist(7), cisa("Identity")],
    remedy: "mend the exemption, or remove it",
    ...preview,
};
