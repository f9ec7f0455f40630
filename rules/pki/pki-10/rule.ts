import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki10: Rule = {
    id: "PKI-10",
    title: "Public certificates come from a production ACME CA, by DNS-01",
    why: "HTTP-01 needs a path on the ingress that anyone may call in cleartext and past authentication; DNS-01 needs none. A Secret that no object of the stack makes is taken to be made elsewhere, unless the stack makes one of that name in a namespace where the issuer does not look.",
    severity: "medium",
    level: "mandatory",
    references: [nist(2), cisa("Networks")],
    remedy: "use the production directory, and a dns01 solver whose token is in the issuer's namespace",
    ...preview,
};
