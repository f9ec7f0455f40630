import { stringify } from "yaml";

/** How an API server of Kubernetes is reached, and as whom. */
export interface ClusterAccess {
    /** URL, `https://…` */
    server: string;
    /** PEM of the authority that signed its certificate; absent where it is a public one. */
    authority?: string;
    token: string;
}

/** A kubeconfig of one cluster, as Civo writes it. */
export function kubeconfigText(
    cluster: string,
    { server, authority, token }: ClusterAccess,
): string {
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name: cluster,
                cluster: {
                    server,
                    ...(authority !== undefined && {
                        "certificate-authority-data": Buffer.from(authority).toString("base64"),
                    }),
                },
            },
        ],
        users: [{ name: cluster, user: { token } }],
        contexts: [{ name: cluster, context: { cluster, user: cluster } }],
        "current-context": cluster,
        preferences: {},
    });
}
