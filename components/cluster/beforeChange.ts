import * as pulumi from "@pulumi/pulumi";

import { hasEngine } from "../engine";

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
    if (!hasEngine()) {
        return [];
    }
    const hook = ({ oldInputs, newInputs = {} }: pulumi.ResourceHookArgs) => {
        refuse({ after: newInputs, ...(oldInputs && { before: oldInputs }) });
    };
    return [new pulumi.ResourceHook(name, hook, { onDryRun: true })];
}
