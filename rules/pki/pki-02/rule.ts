import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki02: Rule = {
    id: "PKI-02",
    title: "No issuer signs itself, and the identity issuer chains to the trust bundle",
    why: "An issuer that signs itself vouches for nothing, and an identity issuer that does not chain to the trust bundle is believed by no proxy. The chain is followed as far as the stack shows it: a CA issuer's Secret. What Vault or another external issuer signs with is not here to be seen.",
    severity: "high",
    level: "mandatory in production",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "let a CA outside of the cluster sign (Vault, Venafi, ACME), or a CA issuer that it signed",
    alsoBy: ["cert-manager"],
    ...preview,
};
