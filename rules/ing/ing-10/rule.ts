import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const ing10: Rule = {
    id: "ING-10",
    title: "The ingress speaks TLS 1.2 or newer",
    why: "TLS 1.0 and 1.1 are broken (RFC 8996); what a proxy allows by default changes with its version.",
    severity: "medium",
    level: "mandatory in production",
    references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
    remedy: "set min_tls_version: v1.2",
    ...preview,
};
