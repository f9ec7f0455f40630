import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki03: Rule = {
    id: "PKI-03",
    title: "The identity issuer is a CA certificate where Linkerd looks for it",
    why: "The Certificate that signs every workload's identity is what Linkerd's identity service reads.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "write the Certificate as Linkerd's identity service needs it",
    alsoBy: ["Linkerd"],
    ...preview,
};
