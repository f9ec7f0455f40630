import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { chartRelease, type ChartOverride } from "../chartRelease";
import { systemNamespace } from "../systemNamespace";
import { polarisConfiguration } from "./polarisConfiguration";

/** Namespace of Polaris. */
export const polarisNamespace = "polaris";

/** Arguments of `Polaris`. */
export interface PolarisArgs {
    /**
     * Namespaces whose workloads need no sidecar: those of the cluster itself and of the machinery
     * that the mesh stands on.
     */
    exemptNamespaces: string[];
    /**
     * Whether workloads are refused while Polaris' webhook is down. Default: false, so that a new
     * cluster's first minutes cannot lock it up.
     */
    failClosed?: boolean;
    /** Number of replicas of the webhook and of the dashboard. Default: 1. */
    replicas?: number;
    /** Changes to the chart. */
    chart?: ChartOverride;
}

/**
 * Polaris with its webhook and its dashboard: a workload without Linkerd's sidecar is refused at
 * admission. Install it last, since its webhook judges everything that comes after it.
 */
export class Polaris extends pulumi.ComponentResource {
    constructor(name: string, args: PolarisArgs, opts?: pulumi.ComponentResourceOptions) {
        super("zero-trust-components:index:Polaris", name, args, opts);

        const namespace = new kubernetes.core.v1.Namespace(
            `${name}-namespace`,
            systemNamespace(polarisNamespace, "baseline"),
            { parent: this },
        );
        const exempt = [...new Set([...args.exemptNamespaces, polarisNamespace])].sort();
        const replicas = args.replicas ?? 1;
        chartRelease(
            `${name}-release`,
            {
                chart: "polaris",
                releaseName: "polaris",
                namespace: polarisNamespace,
                override: args.chart,
                values: {
                    config: polarisConfiguration(exempt),
                    dashboard: { enable: true, replicas },
                    webhook: {
                        enable: true,
                        replicas,
                        failurePolicy: (args.failClosed ?? false) ? "Fail" : "Ignore",
                        // The chart would ask the cluster, which a preview cannot.
                        certManager: { apiVersion: "cert-manager.io/v1" },
                        // An annotation on the workload must not switch the check off.
                        disallowAnnotationExemptions: true,
                        namespaceSelector: {
                            matchExpressions: [
                                {
                                    key: "kubernetes.io/metadata.name",
                                    operator: "NotIn",
                                    values: exempt,
                                },
                            ],
                        },
                    },
                },
            },
            { parent: this, dependsOn: [namespace] },
        );
        this.registerOutputs({});
    }
}
