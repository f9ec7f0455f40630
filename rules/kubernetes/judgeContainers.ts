import { type ImageReference } from "./imageReference";
import { isUnsettled, readString } from "../reading/read";
import { type Resource } from "../reading/resource";
import { type Verdict, unsettled, violation } from "../rule";
import { type Container, workloadOf } from "./workload";

/** Appends what is to be said of a container to the verdicts on its workload. */
export type JudgeContainer = (container: Container, verdicts: Verdict[]) => void;

/** What is said of each container of a workload, and of containers that cannot be told. */
export function judgeContainers(resource: Resource, judge: JudgeContainer): Verdict[] {
    const verdicts: Verdict[] = [];
    const containers = workloadOf(resource)?.containers;
    if (containers) {
        for (const reading of containers.unsettled) {
            verdicts.push(unsettled(resource, reading));
        }
        for (const container of containers.all) {
            judge(container, verdicts);
        }
    }
    return verdicts;
}

/** What is wrong with each image; containers without one are left to the rule on floating tags. */
export function judgeImages(
    resource: Resource,
    faultOf: (reference: ImageReference, image: string) => string | undefined,
): Verdict[] {
    return judgeContainers(resource, (container, verdicts) => {
        const image = container.object.image;
        if (typeof image === "string") {
            const reference = container.imageReference;
            const fault = reference
                ? faultOf(reference, image)
                : `has "${image}" where an image reference belongs`;
            if (fault !== undefined) {
                verdicts.push(violation(resource, [...container.path, "image"], fault));
            }
            return;
        }
        const reading = readString(resource.object, [...container.path, "image"]);
        if (isUnsettled(reading)) {
            verdicts.push(unsettled(resource, reading));
        }
    });
}
