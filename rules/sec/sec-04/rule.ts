import { cisa, nist, nsa } from "../../frameworks";
import type { Rule } from "../../rule";
import { preview } from "./preview";

export const sec04: Rule = {
    id: "SEC-04",
    title: "cert-manager proves names with a scoped Cloudflare token",
    why: "The global key may do everything in the account; a token may do what it says.",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization")],
    remedy: "make an API token with Zone-DNS-Edit and Zone-Zone-Read on the one zone, and give it as apiTokenSecretRef",
    ...preview,
};
