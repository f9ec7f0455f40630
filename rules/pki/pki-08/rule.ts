import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { admission } from "./admission";
import { preview } from "./preview";

export const pki08: Rule = {
    id: "PKI-08",
    title: "Each namespace uses only its own issuers",
    why: "An Issuer is its namespace's own. A ClusterIssuer, and whatever other makers call theirs, signs for everybody who can name it, so that somebody has to have said who may. CertificateRequests may be of Certificates that were there before: they are asked only whether they make a CA.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "use an Issuer of the same namespace, or add namespace/Kind/name to allowedIssuers",
    alsoBy: ["Kyverno", "cert-manager"],
    ...preview,
    admission,
};
