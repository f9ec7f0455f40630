import { repositoryOf } from "../../kubernetes/imageReference";
import { judgeImages } from "../../kubernetes/judgeContainers";
import { type Preview } from "../../rule";
import { isWorkload } from "../../kubernetes/workload";

export const preview: Preview = {
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
