import type * as pulumi from "@pulumi/pulumi";

import { type Problem, problemText } from "../validation";
import { type Change, refuseBefore } from "./beforeChange";

/**
 * Refuses, in a preview already, what Civo refuses in the middle of an update: by then there would be
 * a network in the other region, and a firewall. A cluster that is replaced is not changed.
 */
export function refuseChangesOfCluster(name: string): pulumi.ResourceHook[] {
    return refuseBefore(`${name}-changes`, (change) => {
        const problems = changeProblems(change);
        if (problems.length > 0) {
            throw new Error(problems.map(problemText).join("\n"));
        }
    });
}

/** What of a cluster's inputs cannot be changed any more. */
export function changeProblems({ before = {}, after }: Change): Problem[] {
    return unchangeable.flatMap(({ path, valueOf, remedy }) => {
        const [old, value] = [valueOf(before), valueOf(after)];
        return typeof old === "string" && typeof value === "string" && old !== value
            ? [{ path, value, reason: `cannot take the place of "${old}" in Civo`, remedy }]
            : [];
    });
}

const unchangeable: {
    path: string;
    valueOf: (inputs: Record<string, unknown>) => unknown;
    remedy: string;
}[] = [
    {
        path: "civo.region",
        valueOf: ({ region }) => region,
        remedy:
            "take it back, or bring up another stack there; " +
            "moved, the cluster would lose everything in it",
    },
    {
        path: "civo.nodeSize",
        valueOf: ({ pools }) => (pools as { size?: unknown } | undefined)?.size,
        remedy: "take it back, and add a civo.KubernetesNodePool of that size to the cluster",
    },
];
