import type { Admission } from "../../admission/admission";
import {
    celLiteral,
    injectedNames,
    workloadResources,
    writtenContainers,
} from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { containersSchema, injectedSchema, objectSchema } from "../../admission/podSchema";
import { imagePatterns } from "../../admission/images";

export const admission: Admission = {
    cel: {
        resources: workloadResources,
        judged: "pods",
        parameters: { proxyImages: parameters.proxyImages },
        variables: {
            images: `${writtenContainers}.map(c, string(c.?image.orValue("")))`,
        },
        validations: [
            {
                expression: `variables.images.all(i, i.matches(${celLiteral(imagePatterns.withDigest)}))`,
                wrong: "an image is whatever the registry serves by its tag",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: (settings) =>
            containersSchema({
                anyOf: [
                    objectSchema({ image: { type: "string", pattern: imagePatterns.withDigest } }),
                    injectedSchema(injectedNames, settings),
                ],
            }),
        wrong: "an image is whatever the registry serves by its tag",
    },
};
