import { cisa, nist } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const pki07: Rule = {
    id: "PKI-07",
    title: "Issuer and trust anchors have keys that Linkerd accepts",
    why: "Linkerd's identity service and its proxies refuse any other key (linkerd2, pkg/issuercerts).",
    severity: "high",
    level: "mandatory",
    references: [nist(2), cisa("Identity")],
    remedy: "use ECDSA P-256; for a trust anchor RSA with 2048 or 4096 bits will do too",
    alsoBy: ["Linkerd"],
    ...preview,
};
