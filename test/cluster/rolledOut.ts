import assert from "node:assert/strict";

import type { StateResource } from "../support/checkpoint";

/** Each of a stack's Deployments has all the pods that it asks for, and they are ready. */
export function assertRolledOut(resources: readonly StateResource[], count: number): void {
    const deployments = resources.filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
    assert.equal(deployments.length, count);
    for (const { urn, inputs, outputs } of deployments) {
        const { replicas } = inputs?.spec as { replicas: number };
        const { availableReplicas } = outputs?.status as { availableReplicas?: number };
        assert.equal(availableReplicas, replicas, urn);
    }
}
