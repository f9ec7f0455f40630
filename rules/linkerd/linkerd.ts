/** Annotations that Linkerd reads from pods and namespaces. */
export const INJECT = "linkerd.io/inject";
export const DEFAULT_INBOUND_POLICY = "config.linkerd.io/default-inbound-policy";
export const SKIP_INBOUND_PORTS = "config.linkerd.io/skip-inbound-ports";
export const SKIP_OUTBOUND_PORTS = "config.linkerd.io/skip-outbound-ports";
export const SKIP_SUBNETS = "config.linkerd.io/skip-subnets";
export const OPAQUE_PORTS = "config.linkerd.io/opaque-ports";

/** Whether a value of the injection annotation has the proxy injected. */
export function injects(value: string): boolean {
    return value === "enabled" || value === "ingress";
}
