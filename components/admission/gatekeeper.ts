import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { admissionRules, charts } from "zero-trust-rules";

import { chartRelease, type ChartOverride } from "../chartRelease";
import { systemNamespace } from "../systemNamespace";
import { valid } from "../validation";
import { type AdmissionArgs, admissionProblems, settingsOf } from "./admissionArgs";
import { gatekeeperChecks, syncSet } from "./gatekeeperObjects";
import { gatekeeperWebhook } from "./gatekeeperWebhook";

/** Namespace of Gatekeeper. */
export const gatekeeperNamespace = charts.gatekeeper.systemNamespace;

/** Arguments of `Gatekeeper`. */
export interface GatekeeperArgs extends AdmissionArgs {
    /**
     * Whether objects are refused while Gatekeeper's webhook is down. Default: false, so that a new
     * cluster's first minutes cannot lock it up.
     */
    failClosed?: boolean;
    /** Number of replicas of the webhook. Default: 1. */
    replicas?: number;
    /** Seconds between audits of what is in the cluster. Default: 60. */
    auditInterval?: number;
    /**
     * Changes to the chart. Its webhook is asked about what the rules judge; whoever has constraints
     * of his own on other kinds adds these to `values.validatingWebhookCustomRules`.
     */
    chart?: ChartOverride;
}

/**
 * Gatekeeper with the rules as constraints: besides what the API server decides by itself, those
 * that look up other objects, and an audit of what is in the cluster already. Install it last, since
 * its webhook judges everything that comes after it.
 */
export class Gatekeeper extends pulumi.ComponentResource {
    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: GatekeeperArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Gatekeeper "${name}"`, args, admissionProblems(args));
        super("zero-trust-components:index:Gatekeeper", name, inputs, opts);

        const namespace = new kubernetes.core.v1.Namespace(
            `${name}-namespace`,
            systemNamespace(gatekeeperNamespace, "restricted", {
                // It does not ask itself whether it may start.
                "admission.gatekeeper.sh/ignore": "no-self-managing",
            }),
            { parent: this },
        );
        const release = chartRelease(
            `${name}-release`,
            {
                chart: "gatekeeper",
                releaseName: "gatekeeper",
                namespace: gatekeeperNamespace,
                override: inputs.chart,
                values: {
                    replicas: inputs.replicas ?? 1,
                    auditInterval: inputs.auditInterval ?? 60,
                    validatingWebhookFailurePolicy:
                        (inputs.failClosed ?? false) ? "Fail" : "Ignore",
                    ...gatekeeperWebhook(admissionRules, settingsOf(inputs)),
                    enableK8sNativeValidation: true,
                    // The rules refuse; none of them changes what somebody wrote.
                    disableMutation: true,
                    // The namespace is ours, label and all.
                    postInstall: { labelNamespace: { enabled: false } },
                },
            },
            { parent: this, dependsOn: [namespace] },
        );
        const sync = customResource(`${name}-sync`, syncSet(admissionRules, inputs), {
            parent: this,
            dependsOn: [release],
        });
        for (const { kind, template, constraint } of gatekeeperChecks(
            admissionRules,
            settingsOf(inputs),
            inputs,
        )) {
            const { metadata } = template;
            const annotations = { ...metadata.annotations, ...untilKindIsMade };
            const made = customResource(
                `${name}-template-${kind.toLowerCase()}`,
                { ...template, metadata: { ...metadata, annotations } },
                { parent: this, dependsOn: [release, sync] },
            );
            customResource(`${name}-constraint-${kind.toLowerCase()}`, constraint, {
                parent: this,
                dependsOn: [made],
            });
        }
        this.registerOutputs({});
    }
}

/** Gatekeeper makes the constraint's kind of the template, and says when it has. */
const untilKindIsMade = { "pulumi.com/waitFor": "jsonpath={.status.created}=true" };

function customResource(
    name: string,
    object: { apiVersion: string; kind: string; metadata: object; spec: object },
    opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
    return new kubernetes.apiextensions.CustomResource(name, { ...object }, opts);
}
