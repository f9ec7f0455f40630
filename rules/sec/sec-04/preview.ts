import { isUnsettled, read, readItems, valueOf } from "../../reading/read";
import { isKind } from "../../reading/resource";
import { type Preview, unsettled, violation } from "../../rule";

export const preview: Preview = {
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
