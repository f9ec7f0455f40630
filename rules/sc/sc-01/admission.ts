import type { Admission } from "../../admission/admission";
import { celLiteral, workloadResources } from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { containersSchema, objectSchema } from "../../admission/podSchema";
import { imagePatterns } from "../../admission/images";

export const admission: Admission = {
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
