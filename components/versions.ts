import { chartRepositories } from "zero-trust-rules";

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
}

/**
 * Every chart of the platform. The joint Kubernetes window of these versions is 1.33 to 1.35.
 * They move together, under review: Linkerd's policy semantics and cert-manager's value schema
 * both change between minor versions.
 */
export const charts = {
    certManager: {
        chart: `${chartRepositories.jetstack}/cert-manager`,
        version: "v1.21.1",
        appVersion: "v1.21.1",
    },
    trustManager: {
        chart: `${chartRepositories.jetstack}/trust-manager`,
        version: "v0.24.0",
        appVersion: "v0.24.0",
    },
    linkerdCrds: {
        repository: chartRepositories.linkerd,
        chart: "linkerd-crds",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
    },
    linkerdControlPlane: {
        repository: chartRepositories.linkerd,
        chart: "linkerd-control-plane",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
    },
    linkerdViz: {
        repository: chartRepositories.linkerd,
        chart: "linkerd-viz",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
    },
    emissaryCrds: {
        chart: `${chartRepositories.emissary}/emissary-crds-chart`,
        version: "4.1.0",
        appVersion: "4.1.0",
    },
    emissaryIngress: {
        chart: `${chartRepositories.emissary}/emissary-ingress`,
        version: "4.1.0",
        appVersion: "4.1.0",
    },
    polaris: {
        repository: chartRepositories.fairwinds,
        chart: "polaris",
        version: "6.0.0",
        appVersion: "10.2.0",
    },
    gatekeeper: {
        repository: chartRepositories.gatekeeper,
        chart: "gatekeeper",
        version: "3.23.0",
        appVersion: "v3.23.0",
    },
} as const satisfies Record<string, PinnedChart>;

/** Name of a chart in the table above. */
export type ChartName = keyof typeof charts;
