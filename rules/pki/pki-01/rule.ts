import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki01: Rule = {
    id: "PKI-01",
    title: "The trust anchor's private key is not in the cluster",
    why: "Whoever holds the trust anchor's key can be anyone in the mesh; a cluster must not hold it.",
    severity: "critical",
    level: "mandatory",
    references: [nist(6), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "keep the root outside of the cluster: let an external CA (Vault, or any issuer that holds no root key here) sign the identity issuer, and give the cluster the public anchors only",
    ...preview,
};
