import { cisa, nist, nsa } from "./frameworks";
import { repositoryOf } from "./imageReference";
import { judgeImages } from "./judgeContainers";
import { type Rule } from "./rule";
import { isWorkload } from "./workload";

/** What runs comes from whom somebody chose to trust. */
export const sc03: Rule = {
    id: "SC-03",
    title: "Images come from allowed registries",
    severity: "high",
    level: "mandatory",
    references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
    remedy: "take the image from an allowed registry, or add its registry to the setting allowedRegistries",
    documentation: "docs/policies.md#sc-03",
    settings: ["allowedRegistries"],
    resource: {
        policy: "sc-03-image-from-allowed-registry",
        demand: "Every container's image comes from one of the allowed registries, or paths in them.",
        appliesTo: isWorkload,
        check: (resource, { allowedRegistries }) =>
            judgeImages(resource, (reference, image) => {
                const repository = repositoryOf(reference);
                return allowedRegistries.some((allowed) => isBelow(repository, allowed))
                    ? undefined
                    : `runs "${image}" of ${repository}, which is in none of the allowed registries`;
            }),
    },
};

/** Compares whole steps of the path: ghcr.io is not ghcr.io.example.com. */
function isBelow(repository: string, allowed: string): boolean {
    const base = allowed.replace(/\/+$/, "");
    return repository === base || repository.startsWith(`${base}/`);
}
