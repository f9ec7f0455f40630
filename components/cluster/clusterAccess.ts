import type * as pulumi from "@pulumi/pulumi";

/** How to ask a cluster something, besides through its provider: as kubectl would. */
export interface ClusterAccess {
    /** Kubeconfig: its content or a path. Default, for an empty one too: what kubectl would use. */
    kubeconfig?: pulumi.Input<string>;
    /** Context within the kubeconfig. Default: its current context. */
    context?: string;
}
