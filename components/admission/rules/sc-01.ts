import type { AdmissionRule } from "../admissionRule";
import { celLiteral, workloadResources } from "../cel";
import { parameters } from "../parameters";
import { containersSchema, objectSchema } from "../podSchema";
import { imagePatterns } from "./images";

export const sc01: AdmissionRule = {
    id: "SC-01",
    title: "No floating image tag",
    remedy: "name the version, or better the digest, of the image",
    level: "mandatory",
    cel: {
        resources: workloadResources,
        judged: "pods",
        parameters: { floatingTags: parameters.floatingTags },
        variables: { images: 'variables.containers.map(c, string(c.?image.orValue("")))' },
        validations: [
            {
                expression: `variables.images.all(i, i.matches(${celLiteral(imagePatterns.withTagOrDigest)}))`,
                wrong: "an image has no tag, so it is whatever latest is",
            },
            {
                expression:
                    'variables.images.all(i, i.contains("@") || variables.floatingTags.all(t, !i.endsWith(":" + t)))',
                wrong: "the tag of an image moves from image to image",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: ({ floatingTags }) =>
            containersSchema(
                objectSchema(
                    {
                        image: {
                            type: "string",
                            pattern: imagePatterns.withTagOrDigest,
                            not: { pattern: `:(${floatingTags.join("|")})$` },
                        },
                    },
                    ["image"],
                ),
            ),
        wrong: "an image has no tag, or one that moves from image to image",
    },
};
