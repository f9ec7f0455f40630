import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { defaultDeny, MeshedNamespace } from "../apps/meshedNamespace";
import { chartRelease, type ChartOverride } from "../chartRelease";
import { customResource } from "../customResources";
import type { LoadBalancerIngress } from "../dns/ingressDns";
import type { Caller } from "../mesh/inboundPolicy";

/** Namespace of Emissary and of all that its Host reads. */
export const emissaryNamespace = "emissary";

/** Name of Emissary's release, hence of its Service and its ServiceAccount. */
const releaseName = "emissary-ingress";

/** Emissary as a caller of other workloads. */
export const emissaryIdentity: Caller = {
    serviceAccount: releaseName,
    namespace: emissaryNamespace,
};

/** Container ports of the public listeners, the only ones that bypass the mesh. */
const listeners = [
    { name: "http", port: 8080, protocol: "HTTP" },
    { name: "https", port: 8443, protocol: "HTTPS" },
] as const;

/** Arguments of `Emissary`. */
export interface EmissaryArgs {
    /** Number of replicas. Default: 1. */
    replicas?: number;
    /** Who may scrape the proxies' metrics. Default: nobody. */
    metricsScrapers?: Caller[];
    /** Changes to the chart with the CRDs. */
    crdsChart?: ChartOverride;
    /** Changes to the ingress chart. */
    ingressChart?: ChartOverride;
}

/** Emissary-ingress, meshed and default-deny like any workload behind it. */
export class Emissary extends pulumi.ComponentResource {
    /** Where its load balancer can be reached. */
    readonly loadBalancer: pulumi.Output<LoadBalancerIngress>;

    constructor(name: string, args: EmissaryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("zero-trust-components:index:Emissary", name, args, opts);

        const space = new MeshedNamespace(
            `${name}-space`,
            { namespace: emissaryNamespace, metricsScrapers: args.metricsScrapers },
            { parent: this },
        );
        const crds = chartRelease(
            `${name}-crds`,
            {
                chart: "emissaryCrds",
                releaseName: "emissary-crds",
                namespace: emissaryNamespace,
                override: args.crdsChart,
                values: {},
            },
            { parent: this, dependsOn: [space] },
        );
        const release = chartRelease(
            `${name}-release`,
            {
                chart: "emissaryIngress",
                releaseName,
                namespace: emissaryNamespace,
                override: args.ingressChart,
                values: {
                    replicaCount: args.replicas ?? 1,
                    // Ours, below: the chart's would serve Hosts of every namespace.
                    createDefaultListeners: false,
                    podAnnotations: {
                        "linkerd.io/inject": "enabled",
                        ...defaultDeny,
                        // Browsers are not in the mesh, so these two ports, and only these, are
                        // Emissary's own to defend.
                        "config.linkerd.io/skip-inbound-ports": listeners
                            .map(({ port }) => port)
                            .join(","),
                    },
                },
            },
            { parent: this, dependsOn: [crds] },
        );
        for (const { name: listener, port, protocol } of listeners) {
            customResource(
                "Listener",
                `${name}-listener-${listener}`,
                {
                    metadata: { name: listener, namespace: emissaryNamespace },
                    spec: {
                        port,
                        protocol,
                        securityModel: "XFP",
                        hostBinding: { namespace: { from: "SELF" } },
                    },
                },
                { parent: this, dependsOn: [release] },
            );
        }
        const service = kubernetes.core.v1.Service.get(
            `${name}-service`,
            // Read from the release, so that nobody looks for it before it is there.
            pulumi.interpolate`${release.status.namespace}/${release.status.name}`,
            { parent: this, dependsOn: [release] },
        );
        this.loadBalancer = service.status.apply(
            // The SDK says that all of it is there; a Service without an address has none of it.
            (status?: { loadBalancer?: { ingress?: LoadBalancerIngress[] } }) =>
                status?.loadBalancer?.ingress?.[0] ?? {},
        );
        this.registerOutputs({ loadBalancer: this.loadBalancer });
    }
}
