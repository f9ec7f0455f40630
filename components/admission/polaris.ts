import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { admissionRules, charts } from "zero-trust-rules";

import { chartRelease, type ChartOverride } from "../chartRelease";
import { systemNamespace } from "../systemNamespace";
import { valid } from "../validation";
import { type AdmissionArgs, admissionProblems, settingsOf } from "./admissionArgs";
import { polarisConfiguration } from "./polarisConfiguration";

/** Namespace of Polaris. */
export const polarisNamespace = charts.polaris.systemNamespace;

/** Arguments of `Polaris`. */
export interface PolarisArgs extends AdmissionArgs {
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

/** What is checked besides workloads, which the chart's own rules name. */
const webhookRules = [
    {
        apiGroups: ["networking.k8s.io"],
        apiVersions: ["v1"],
        operations: ["CREATE", "UPDATE"],
        resources: ["ingresses"],
        scope: "Namespaced",
    },
];

/**
 * Polaris with its webhook and its dashboard: what breaks a rule that it can express is refused at
 * admission, and shown. Install it last, since its webhook judges everything that comes after it.
 */
export class Polaris extends pulumi.ComponentResource {
    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: PolarisArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Polaris "${name}"`, args, admissionProblems(args));
        super("zero-trust-components:index:Polaris", name, inputs, opts);

        const namespace = new kubernetes.core.v1.Namespace(
            `${name}-namespace`,
            systemNamespace(polarisNamespace, "baseline"),
            { parent: this },
        );
        const settings = settingsOf(inputs);
        const replicas = inputs.replicas ?? 1;
        chartRelease(
            `${name}-release`,
            {
                chart: "polaris",
                releaseName: "polaris",
                namespace: polarisNamespace,
                override: inputs.chart,
                values: {
                    config: polarisConfiguration(admissionRules, settings, inputs),
                    dashboard: { enable: true, replicas },
                    webhook: {
                        enable: true,
                        replicas,
                        failurePolicy: (inputs.failClosed ?? false) ? "Fail" : "Ignore",
                        rules: webhookRules,
                        // The chart would ask the cluster, which a preview cannot.
                        certManager: { apiVersion: "cert-manager.io/v1" },
                        // An annotation on the workload must not switch the check off.
                        disallowAnnotationExemptions: true,
                        namespaceSelector: {
                            matchExpressions: [
                                {
                                    key: "kubernetes.io/metadata.name",
                                    operator: "NotIn",
                                    values: [...settings.exemptNamespaces].sort(),
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
