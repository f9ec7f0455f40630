import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { charts } from "zero-trust-rules";

import { chartRelease, type ChartOverride } from "../chartRelease";
import { systemNamespace } from "../systemNamespace";

/** Namespace of cert-manager and trust-manager, and of what ClusterIssuers read. */
export const certManagerNamespace = charts.certManager.systemNamespace;

/** Arguments of `CertManager`. */
export interface CertManagerArgs {
    /** Whether several replicas run, with disruption budgets. Default: false. */
    highAvailability?: boolean;
    /**
     * Whether approver-policy, which is installed besides, decides about requests, and not cert-manager
     * itself, which approves them all. Default: false.
     */
    approverPolicy?: boolean;
    /** Changes to the chart. */
    chart?: ChartOverride;
}

/** cert-manager with its CRDs. It is ready when its webhook has answered. */
export class CertManager extends pulumi.ComponentResource {
    /** Namespace of cert-manager. */
    readonly namespace: pulumi.Output<string>;

    constructor(name: string, args: CertManagerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("zero-trust-components:index:CertManager", name, args, opts);

        const namespace = new kubernetes.core.v1.Namespace(
            `${name}-namespace`,
            // Linkerd's injector leaves this namespace alone: identity needs cert-manager first.
            systemNamespace(certManagerNamespace, "restricted"),
            { parent: this },
        );
        const highlyAvailable = args.highAvailability ?? false;
        chartRelease(
            `${name}-release`,
            {
                chart: "certManager",
                releaseName: "cert-manager",
                namespace: certManagerNamespace,
                override: args.chart,
                values: {
                    crds: { enabled: true, keep: true },
                    ...((args.approverPolicy ?? false) && { disableAutoApproval: true }),
                    replicaCount: highlyAvailable ? 2 : 1,
                    webhook: { replicaCount: highlyAvailable ? 3 : 1 },
                    cainjector: { replicaCount: highlyAvailable ? 2 : 1 },
                    podDisruptionBudget: { enabled: highlyAvailable },
                },
            },
            { parent: this, dependsOn: [namespace] },
        );
        this.namespace = namespace.metadata.name;
        this.registerOutputs({ namespace: this.namespace });
    }
}
