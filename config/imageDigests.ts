import { imageDigestProblems, type Problem } from "../components/index";
import { imageNames } from "../platformImages";

/** By workload, the digest of the image that was reviewed. */
export function readImageDigests(
    given: Record<string, unknown>,
    problems: Problem[],
): Partial<Record<(typeof imageNames)[number], string>> {
    for (const name of Object.keys(given).filter((key) => !imageNames.some((it) => it === key))) {
        problems.push({
            path: `imageDigests.${name}`,
            reason: "is not a workload whose image the platform names",
            remedy: `use one of ${imageNames.join(", ")}`,
        });
    }
    const digests: Partial<Record<(typeof imageNames)[number], string>> = {};
    for (const name of imageNames.filter((known) => known in given)) {
        const digest = String(given[name]);
        digests[name] = digest;
        problems.push(...imageDigestProblems(`imageDigests.${name}`, digest));
    }
    return digests;
}
