import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const authz02: Rule = {
    id: "AUTHZ-02",
    title: "In production no policy is only tried out",
    why: "A policy that is only tried out protects nothing; in production that takes an exemption that ends.",
    severity: "high",
    level: "mandatory in production",
    references: [
        nist(6),
        cisa("Networks"),
        nsa("Network separation and hardening"),
        nsa("Authentication and authorization"),
    ],
    remedy: "set deny, and authorize each caller by an AuthorizationPolicy",
    alsoBy: ["Linkerd"],
    ...preview,
};
