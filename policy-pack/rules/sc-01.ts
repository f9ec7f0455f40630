import { cisa, nist, nsa } from "./frameworks";
import { type ImageReference } from "./imageReference";
import { judgeContainers } from "./judgeContainers";
import { isUnsettled, readString } from "./read";
import { type Resource } from "./resource";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { type Settings } from "./settings";
import { isWorkload } from "./workload";

/** What was reviewed is what runs: a tag that moves brings in what nobody looked at. */
export const sc01: Rule = {
    id: "SC-01",
    title: "No floating image tag",
    severity: "high",
    level: "mandatory",
    references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
    remedy: "name the version, or better the digest, of the image",
    documentation: "docs/policies.md#sc-01",
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
