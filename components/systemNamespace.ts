import type { types } from "@pulumi/kubernetes";

/** Levels of the Pod Security Standards. */
export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

/** Pod Security labels of a namespace, pinned to the oldest Kubernetes that the platform runs on. */
export function podSecurity(level: PodSecurityLevel): Record<string, string> {
    return {
        "pod-security.kubernetes.io/enforce": level,
        "pod-security.kubernetes.io/enforce-version": "v1.33",
    };
}

/** A namespace of the platform's own machinery, which Linkerd does not mesh. */
export function systemNamespace(
    name: string,
    level: PodSecurityLevel,
    labels: Record<string, string> = {},
): types.input.core.v1.Namespace {
    return {
        metadata: {
            name,
            labels: { ...podSecurity(level), ...labels },
            annotations: { "linkerd.io/inject": "disabled" },
        },
    };
}
