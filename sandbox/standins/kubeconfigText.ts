import { stringify } from "yaml";

/** A kubeconfig of one cluster, as Civo writes it. */
export function kubeconfigText(access: { cluster: string; server: string; token: string }): string {
    const { cluster, server, token } = access;
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: cluster, cluster: { server } }],
        users: [{ name: cluster, user: { token } }],
        contexts: [{ name: cluster, context: { cluster, user: cluster } }],
        "current-context": cluster,
        preferences: {},
    });
}
