import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { identity } from "zero-trust-access";
import { charts } from "zero-trust-rules";

import { chartRelease, type ChartOverride } from "../chartRelease";
import { podSecurity } from "../systemNamespace";

/** Namespace of linkerd-viz. */
export const linkerdVizNamespace = charts.linkerdViz.systemNamespace;

/** The Prometheus of linkerd-viz, for an access model that lets it scrape proxies. */
export const vizPrometheus = identity("prometheus", {
    namespace: linkerdVizNamespace,
    serviceAccount: "prometheus",
    labels: { component: "prometheus" },
});

/** Arguments of `LinkerdViz`. */
export interface LinkerdVizArgs {
    /** Anti-affinity, disruption budgets and three replicas of tap. Default: false. */
    highAvailability?: boolean;
    /** Changes to the chart. */
    chart?: ChartOverride;
}

/** linkerd-viz: metrics and tap. Its dashboard is not published. */
export class LinkerdViz extends pulumi.ComponentResource {
    constructor(name: string, args: LinkerdVizArgs, opts?: pulumi.ComponentResourceOptions) {
        super("zero-trust-components:index:LinkerdViz", name, args, opts);

        const namespace = new kubernetes.core.v1.Namespace(
            `${name}-namespace`,
            {
                metadata: {
                    name: linkerdVizNamespace,
                    labels: {
                        // linkerd-init needs NET_ADMIN.
                        ...podSecurity("privileged"),
                        "linkerd.io/extension": "viz",
                    },
                    annotations: {
                        "linkerd.io/inject": "enabled",
                        "config.linkerd.io/proxy-await": "enabled",
                    },
                },
            },
            { parent: this },
        );
        const highlyAvailable = args.highAvailability ?? false;
        chartRelease(
            `${name}-release`,
            {
                chart: "linkerdViz",
                releaseName: "linkerd-viz",
                namespace: linkerdVizNamespace,
                override: args.chart,
                values: {
                    // The namespace is ours and carries its metadata already.
                    createNamespaceMetadataJob: false,
                    enablePodAntiAffinity: highlyAvailable,
                    enablePodDisruptionBudget: highlyAvailable,
                    tap: { replicas: highlyAvailable ? 3 : 1 },
                },
            },
            { parent: this, dependsOn: [namespace] },
        );
        this.registerOutputs({});
    }
}
