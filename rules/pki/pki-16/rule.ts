import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const pki16: Rule = {
    id: "PKI-16",
    title: "Only cert-manager has tokens of the account by which it signs in to the mesh's CA",
    why: "The mesh's CA signs for whoever shows a token of the account by which cert-manager signs in to it.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "use a ServiceAccount of your own",
    ...preview,
    admission,
};
