import * as pulumi from "@pulumi/pulumi";

/**
 * Whether an engine runs the program. With the mocks of Pulumi's unit tests in its place there is
 * nothing to call a hook, and one that is registered keeps the program from ever ending.
 */
export function hasEngine(): boolean {
    // Pulumi's own `hasEngine` knows of one only once a program has asked for it, which one that runs
    // in the process of the Automation API never does.
    return pulumi.runtime.getEngine() !== undefined;
}
