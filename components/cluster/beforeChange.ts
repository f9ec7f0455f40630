import * as pulumi from "@pulumi/pulumi";

/** A resource's inputs: those that it is to have, and those that it had, if any. */
export interface Change {
    after: Record<string, unknown>;
    before?: Record<string, unknown>;
}

/**
 * Hooks that refuse a change before it is made, in a preview already. What throws fails the step, and
 * all that waits for the resource is left as it is.
 *
 * @param name unique among the hooks of a stack
 */
export function refuseBefore(
    name: string,
    refuse: (change: Change) => void,
): pulumi.ResourceHook[] {
    // With mocks in an engine's place, one that is registered keeps the program from ever ending.
    if (!pulumi.runtime.hasEngine()) {
        return [];
    }
    const hook = ({ oldInputs, newInputs = {} }: pulumi.ResourceHookArgs) => {
        refuse({ after: newInputs, ...(oldInputs && { before: oldInputs }) });
    };
    return [new pulumi.ResourceHook(name, hook, { onDryRun: true })];
}
