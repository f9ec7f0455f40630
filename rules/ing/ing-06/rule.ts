import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing06: Rule = {
    id: "ING-06",
    title: "Every public path asks for authentication",
    why: "Emissary asks one AuthService before every Mapping that does not opt out. Where the stack has no Host, the ingress and its AuthService are another stack's.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "remove bypass_auth, and let an AuthService answer for every Mapping",
    ...preview,
};
