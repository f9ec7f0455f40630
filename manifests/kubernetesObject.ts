/** A Kubernetes object as plain data, as the API server takes it. */
export interface KubernetesObject {
    apiVersion: string;
    kind: string;
    metadata: {
        name: string;
        /** Absent for what has no namespace; otherwise absent means `default`. */
        namespace?: string;
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
        [key: string]: unknown;
    };
    [key: string]: unknown;
}
