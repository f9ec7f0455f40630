import { type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { fromPulumi } from "./fromPulumi";
import { type Resource } from "./rules/resource";
import { ResourceIndex } from "./rules/resourceIndex";

/**
 * What every resource is to be made from. Pulumi shows a stack policy the outputs, and in the
 * preview that creates the cluster a Kubernetes object has none, because its provider is not
 * configured yet. So relations are judged on the inputs, which resource policies see before.
 */
export class Inputs {
    private readonly taken = new Map<
        string,
        { readonly by: string; readonly resource: Resource }
    >();
    private index = new ResourceIndex([]);

    /**
     * The resource that a policy is asked about. Policies are asked in the same order each time, so
     * the first that is enabled reads a resource anew, and the others use what it read.
     */
    take(policy: string, { urn, type, props }: ResourceValidationArgs): Resource {
        const before = this.taken.get(urn);
        if (before && before.by !== policy) {
            return before.resource;
        }
        const resource = fromPulumi(urn, type, props);
        this.taken.set(urn, { by: policy, resource });
        return resource;
    }

    /** One index for all stack policies; outputs stand in for inputs that no policy has seen. */
    indexOf(all: readonly PolicyResource[]): ResourceIndex {
        const resources = all.map(
            ({ urn, type, props }) => this.taken.get(urn)?.resource ?? fromPulumi(urn, type, props),
        );
        const isSame =
            resources.length === this.index.resources.length &&
            resources.every((resource, position) => resource === this.index.resources[position]);
        if (!isSame) {
            this.index = new ResourceIndex(resources);
        }
        return this.index;
    }

    has(urn: string): boolean {
        return this.taken.has(urn);
    }
}
