/** Where the platform's charts come from: HTTPS repositories, and folders of OCI registries. */
export const chartRepositories = {
    emissary: "oci://ghcr.io/emissary-ingress",
    fairwinds: "https://charts.fairwinds.com/stable",
    gatekeeper: "https://open-policy-agent.github.io/gatekeeper/charts",
    jetstack: "oci://quay.io/jetstack/charts",
    linkerd: "https://helm.linkerd.io/edge",
} as const;
