/** A kind of custom resources, as the API server has it in its paths. */
export interface CustomKind {
    group: string;
    version: string;
    plural: string;
}

/** Of a live object, what its controller says of it and whose it is. */
export interface LiveObject {
    metadata?: { name?: string; ownerReferences?: { kind: string; name: string }[] };
    spec?: Record<string, unknown>;
    status?: {
        state?: string;
        reason?: string;
        conditions?: { type: string; status: string; reason?: string; message?: string }[];
    };
}

/** Reads a cluster's custom resources. */
export interface ClusterReader {
    /** The objects of a kind in a namespace. */
    list(kind: CustomKind, namespace: string): Promise<LiveObject[]>;
}

/**
 * Reads the cluster that a kubeconfig leads to.
 * @param kubeconfig its content or a path; empty for what kubectl would use
 * @throws Error where the kubeconfig cannot be read; its text may repeat parts of it
 */
export async function clusterReader(kubeconfig: string, context?: string): Promise<ClusterReader> {
    // It is large, and seldom needed.
    const { CustomObjectsApi, KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    if (kubeconfig === "") {
        config.loadFromDefault();
    } else if (kubeconfig.includes("\n")) {
        config.loadFromString(kubeconfig);
    } else {
        config.loadFromFile(kubeconfig);
    }
    if (context !== undefined) {
        config.setCurrentContext(context);
    }
    const api = config.makeApiClient(CustomObjectsApi);
    return {
        list: async (kind, namespace) => {
            // The API server keeps no object that its definition does not allow.
            const answer = (await api.listNamespacedCustomObject({ ...kind, namespace })) as {
                items: LiveObject[];
            };
            return answer.items;
        },
    };
}

/**
 * Why the cluster could not be asked, in a few words: what libraries say of a kubeconfig or of a
 * request may repeat a secret.
 */
export function whyNotAsked(error: unknown): string {
    const code =
        typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    switch (typeof code) {
        case "number":
            return `its API server answered with status ${code}`;
        case "string":
            return code;
        default:
            return "its kubeconfig leads nowhere";
    }
}
