import { type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { type Resource, ResourceIndex, unfold } from "zero-trust-rules";
import { fromPulumi } from "./fromPulumi";
import { type RenderedRelease, isRelease, lookInto } from "./helm/release";

/** The pack runs in its own folder, and is not told that of the program; a shell says where it was. */
const STARTED_IN = process.env.PWD ?? process.cwd();

/**
 * What every resource is to be made from. Pulumi shows a stack policy the outputs, and in the
 * preview that creates the cluster a Kubernetes object has none, because its provider is not
 * configured yet. So relations are judged on the inputs, which resource policies see before.
 */
export class Inputs {
    private readonly taken = new Map<
        string,
        { readonly by: string; readonly objects: readonly Resource[] }
    >();
    private readonly rendered = new Map<string, readonly Resource[]>();

    /** Forgets all: a preview begins. */
    clear(): void {
        this.taken.clear();
        this.rendered.clear();
    }

    /**
     * The objects of the resource that a policy is asked about. Policies are asked in the same order
     * each time, so the first that is enabled reads a resource anew, and the others use what it read.
     */
    take(policy: string, args: ResourceValidationArgs): readonly Resource[] {
        const before = this.taken.get(args.urn);
        if (before && before.by !== policy) {
            return [...before.objects, ...this.renderedFrom(args.urn)];
        }
        this.rendered.delete(args.urn);
        const objects = unfold(fromPulumi(args));
        this.taken.set(args.urn, { by: policy, objects });
        return objects;
    }

    /** Renders the Helm releases among the objects: part of the stack, until they are read anew. */
    async lookInto(objects: readonly Resource[]): Promise<RenderedRelease> {
        const all: RenderedRelease[] = [];
        for (const release of objects.filter(isRelease)) {
            const rendered = await lookInto(release, STARTED_IN);
            this.rendered.set(release.urn, rendered.objects);
            all.push(rendered);
        }
        return {
            objects: all.flatMap((rendered) => rendered.objects),
            undecided: all.flatMap((rendered) => rendered.undecided),
        };
    }

    /** All objects of the stack; outputs stand in for inputs that no policy has seen. */
    indexOf(all: readonly PolicyResource[]): ResourceIndex {
        return new ResourceIndex(
            all.flatMap((resource) => [
                ...this.withDependencies(resource),
                ...this.renderedFrom(resource.urn),
            ]),
        );
    }

    has(urn: string): boolean {
        return this.taken.has(urn);
    }

    private renderedFrom(urn: string): readonly Resource[] {
        return this.rendered.get(urn) ?? [];
    }

    /** What a property was made from is told to stack policies alone. */
    private withDependencies(resource: PolicyResource): readonly Resource[] {
        const objects = this.taken.get(resource.urn)?.objects ?? unfold(fromPulumi(resource));
        const dependencies = Object.entries(resource.propertyDependencies);
        if (dependencies.length === 0) {
            return objects;
        }
        const { protect, ignoreChanges } = resource.opts;
        const propertyDependencies = Object.fromEntries(
            dependencies.map(([property, made]) => [property, made.map(({ urn }) => urn)]),
        );
        return objects.map((object) => ({
            ...object,
            options: { protect, ignoreChanges, propertyDependencies },
        }));
    }
}
