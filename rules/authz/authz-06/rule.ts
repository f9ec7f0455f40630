import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const authz06: Rule = {
    id: "AUTHZ-06",
    title: "Identities are exact and of a known ServiceAccount",
    why: "An identity that matches many lets in whoever comes to be one of them; a misspelt one, nobody.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "name the caller's ServiceAccount and its namespace in identityRefs",
    alsoBy: ["Linkerd"],
    ...preview,
    admission,
};
