import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing04: Rule = {
    id: "ING-04",
    title: "Every Mapping has a Host",
    why: "A Mapping that no Host serves leads nowhere, and would lead somewhere as soon as anyone adds a Host for everything. Where the stack has no Host at all, the ingress is another stack's.",
    severity: "medium",
    level: "mandatory",
    references: [nist(1), cisa("Networks")],
    remedy: "give the Mapping the hostname of a Host, and the labels that its mappingSelector wants",
    ...preview,
};
