import { cisa, nist, nsa } from "./frameworks";
import { isUnsettled, read, readItems, valueOf } from "./read";
import { isKind } from "./resource";
import { type Rule, unsettled, violation } from "./rule";

/** The global key may do everything in the account; a token may do what it says. */
export const sec04: Rule = {
    id: "SEC-04",
    title: "cert-manager proves names with a scoped Cloudflare token",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Data"), nsa("Authentication and authorization")],
    remedy: "make an API token with Zone-DNS-Edit and Zone-Zone-Read on the one zone, and give it as apiTokenSecretRef",
    documentation: "docs/policies.md#sec-04",
    settings: [],
    resource: {
        policy: "sec-04-no-global-cloudflare-key",
        demand: "No Issuer and no ClusterIssuer uses Cloudflare's global API key.",
        appliesTo: (type) => isKind(type, "cert-manager.io", "Issuer", "ClusterIssuer"),
        *check(resource) {
            const solvers = readItems(resource.object, ["spec", "acme", "solvers"]);
            if (isUnsettled(solvers)) {
                yield unsettled(resource, solvers);
            }
            for (const solver of valueOf(solvers) ?? []) {
                const path = [...solver, "dns01", "cloudflare", "apiKeySecretRef"];
                const key = read(resource.object, path);
                if (isUnsettled(key)) {
                    yield unsettled(resource, key);
                } else if (key.state === "known") {
                    yield violation(resource, path, "uses Cloudflare's global API key");
                }
            }
        },
    },
};
