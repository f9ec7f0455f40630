import type { Admission } from "../../admission/admission";
import { celLiteral, workloadResources } from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { containersSchema, objectSchema } from "../../admission/podSchema";
import { belowPattern, imagePatterns } from "../../admission/images";

/** Registry and repository in full, as the container runtime fills them in. */
const repositories = [
    "variables.containers.filter(c, has(c.image)).map(c, string(c.image))",
    `.map(i, i.matches(${celLiteral(imagePatterns.any)}) ? i.find(${celLiteral(imagePatterns.repository)}) : "")`,
    // The part before the first slash is a registry only if it looks like one.
    '.map(i, i.matches("^([^/]*[.:A-Z][^/]*|localhost)/") ? i.split("/")[0].lowerAscii() + i.substring(i.indexOf("/")) : "docker.io/" + i)',
    '.map(i, i.startsWith("index.docker.io/") ? i.substring(6) : i)',
    '.map(i, i.matches("^docker\\\\.io/[^/]+$") ? "docker.io/library/" + i.substring(10) : i)',
].join("");

export const admission: Admission = {
    cel: {
        resources: workloadResources,
        judged: "pods",
        parameters: { allowedRegistries: parameters.allowedRegistries },
        variables: { repositories },
        validations: [
            {
                expression:
                    'variables.repositories.all(r, variables.allowedRegistries.exists(a, r == a || r.startsWith(a + "/")))',
                wrong: "an image comes from none of the allowed registries",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: ({ allowedRegistries }) =>
            containersSchema(
                objectSchema({
                    image: {
                        type: "string",
                        pattern: imagePatterns.any,
                        anyOf: allowedRegistries.map((allowed) => ({
                            pattern: belowPattern(allowed),
                        })),
                    },
                }),
            ),
        wrong: "an image comes from none of the allowed registries",
    },
};
