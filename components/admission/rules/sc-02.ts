import type { AdmissionRule } from "../admissionRule";
import { celLiteral, injectedNames, workloadResources, writtenContainers } from "../cel";
import { parameters } from "../parameters";
import { containersSchema, injectedSchema, objectSchema } from "../podSchema";
import { imagePatterns } from "./images";

export const sc02: AdmissionRule = {
    id: "SC-02",
    title: "Images are named by digest",
    remedy: "add the digest of the image that was reviewed: name:tag@sha256:…",
    level: "mandatory in production",
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
