/** One chart of the platform: where it comes from and which version is tested. */
export interface PinnedChart {
    /** HTTPS chart repository. Absent where `chart` is an `oci://` reference. */
    readonly repository?: string;
    /** Chart name within `repository`, or an `oci://` reference. */
    readonly chart: string;
    /** Exact chart version. */
    readonly version: string;
    /** Version of the application that the chart installs by default. */
    readonly appVersion: string;
    /**
     * The namespace that the chart has for itself, in which the rules on workloads do not hold: what
     * runs there is what makes them hold elsewhere. Absent where it goes to a meshed namespace.
     */
    readonly systemNamespace?: string;
}

const emissary = "oci://ghcr.io/emissary-ingress";
const jetstack = "oci://quay.io/jetstack/charts";
const linkerd = "https://helm.linkerd.io/edge";

/**
 * Every chart of the platform. The joint Kubernetes window of these versions is 1.33 to 1.35.
 * They move together, under review: Linkerd's policy semantics and cert-manager's value schema
 * both change between minor versions.
 */
export const charts = {
    certManager: {
        chart: `${jetstack}/cert-manager`,
        version: "v1.21.1",
        appVersion: "v1.21.1",
        systemNamespace: "cert-manager",
    },
    trustManager: {
        chart: `${jetstack}/trust-manager`,
        version: "v0.24.0",
        appVersion: "v0.24.0",
        systemNamespace: "cert-manager",
    },
    linkerdCrds: {
        repository: linkerd,
        chart: "linkerd-crds",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
        systemNamespace: "linkerd",
    },
    linkerdControlPlane: {
        repository: linkerd,
        chart: "linkerd-control-plane",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
        systemNamespace: "linkerd",
    },
    linkerdViz: {
        repository: linkerd,
        chart: "linkerd-viz",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
        systemNamespace: "linkerd-viz",
    },
    emissaryCrds: {
        chart: `${emissary}/emissary-crds-chart`,
        version: "4.1.0",
        appVersion: "4.1.0",
        systemNamespace: "emissary-system",
    },
    emissaryIngress: {
        chart: `${emissary}/emissary-ingress`,
        version: "4.1.0",
        appVersion: "4.1.0",
    },
    polaris: {
        repository: "https://charts.fairwinds.com/stable",
        chart: "polaris",
        version: "6.0.0",
        appVersion: "10.2.0",
        systemNamespace: "polaris",
    },
    gatekeeper: {
        repository: "https://open-policy-agent.github.io/gatekeeper/charts",
        chart: "gatekeeper",
        version: "3.23.0",
        appVersion: "v3.23.0",
        systemNamespace: "gatekeeper-system",
    },
} as const satisfies Record<string, PinnedChart>;

/** Name of a chart in the table above. */
export type ChartName = keyof typeof charts;

/** Where the charts come from: HTTPS repositories, and folders of OCI registries. */
export const chartRepositories: readonly string[] = [
    ...new Set(Object.values<PinnedChart>(charts).map(repositoryOf)),
].sort();

function repositoryOf({ repository, chart }: PinnedChart): string {
    return repository ?? chart.slice(0, chart.lastIndexOf("/"));
}

/** The namespaces that charts have for themselves. */
export const systemNamespaces: readonly string[] = [
    ...new Set(Object.values<PinnedChart>(charts).flatMap((chart) => chart.systemNamespace ?? [])),
].sort();
