import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const net04: Rule = {
    id: "NET-04",
    title: "Nothing is in the namespace default, and no pod may ask for the node's credentials",
    why: "A namespace that nobody chose has no policy that anybody chose.",
    severity: "medium",
    level: "mandatory",
    references: [nsa("Network separation and hardening"), nist(2), cisa("Networks")],
    remedy: "give the object a namespace of its application",
    alsoBy: ["Kyverno"],
    ...preview,
};
