import { type ImageReference } from "../../kubernetes/imageReference";
import { judgeContainers } from "../../kubernetes/judgeContainers";
import { isUnsettled, readString } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";
import { isWorkload } from "../../kubernetes/workload";

export const preview: Preview = {
    settings: ["floatingTags"],
    resource: {
        policy: "sc-01-no-floating-tag",
        demand: "Every container's image has a digest, or a tag that does not move.",
        appliesTo: isWorkload,
        check: images,
    },
};

function images(resource: Resource, settings: Settings): Verdict[] {
    return judgeContainers(resource, (container, verdicts) => {
        const path = [...container.path, "image"];
        const image = readString(resource.object, path);
        if (isUnsettled(image)) {
            verdicts.push(unsettled(resource, image));
        } else if (image.state === "absent") {
            verdicts.push(violation(resource, path, "has a container without an image"));
        } else {
            const fault = faultOf(image.value, container.imageReference, settings);
            if (fault !== undefined) {
                verdicts.push(violation(resource, path, fault));
            }
        }
    });
}

function faultOf(
    image: string,
    reference: ImageReference | undefined,
    { floatingTags }: Settings,
): string | undefined {
    if (!reference) {
        return `has "${image}" where an image reference belongs`;
    }
    if (reference.digest !== undefined) {
        return undefined;
    }
    if (reference.tag === undefined) {
        return `runs "${image}", which has no tag and so is whatever latest is`;
    }
    return floatingTags.includes(reference.tag)
        ? `runs "${image}", whose tag moves from image to image`
        : undefined;
}
