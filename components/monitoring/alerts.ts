import * as pulumi from "@pulumi/pulumi";
import { linkerdNamespace } from "zero-trust-rules";

import { customResource, type PrometheusRuleSpec } from "../customResources";
import { readTrustAnchors, trustAnchorProblems } from "../identity/trustAnchors";
import { labelProblems, type Problem, Problems, valid } from "../validation";
import { admissionAlerts } from "./admissionAlerts";
import { alertRule } from "./alert";
import { certificateAlerts } from "./certificateAlerts";
import { meshAlerts } from "./meshAlerts";

/** Arguments of `Alerts`. */
export interface AlertsArgs {
    /**
     * Public trust anchors in PEM, one certificate an entry, as `MeshIdentity` distributes them:
     * when they expire stands in the alert.
     */
    trustAnchors: string[];
    /** Namespace of the PrometheusRule, which must exist. Default: `linkerd`. */
    namespace?: string;
    /**
     * Labels by which a Prometheus selects its rules. Default: `release: kube-prometheus-stack`,
     * what the chart kube-prometheus-stack selects when its release has that name.
     */
    labels?: Record<string, string>;
    /**
     * URL of docs/alerts.md where those who are called read it, without a fragment. Default: its
     * path in the repository.
     */
    runbooks?: string;
}

/** Every problem of the arguments; empty when the alerts can be made from them. */
export function alertsProblems(args: AlertsArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(
        ...trustAnchorProblems("trustAnchors", args.trustAnchors),
        ...labelProblems("namespace", args.namespace ?? linkerdNamespace),
    );
    for (const [key, value] of Object.entries(args.labels ?? {})) {
        const isKey = problems.require(labelKey.test(key), {
            path: `labels.${key}`,
            reason: "has not the form of a label's key",
            remedy: "give e.g. release or example.com/team",
        });
        problems.require(!isKey || labelValue.test(value), {
            path: `labels.${key}`,
            value,
            reason: "is not the value of a label",
            remedy: "use up to 63 letters, digits, dashes, dots and underscores",
        });
    }
    problems.require(/^[^\s#]+$/.test(args.runbooks ?? defaultRunbooks), {
        path: "runbooks",
        value: args.runbooks,
        reason: "is not the URL of a document, to which an alert's heading can be added",
        remedy: "give e.g. https://git.example.com/platform/blob/main/docs/alerts.md",
    });
    return problems.all;
}

const labelName = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
const labelKey = new RegExp(`^([a-z0-9.-]{1,253}/)?${labelName}$`);
const labelValue = new RegExp(`^(${labelName})?$`);
const defaultRunbooks = "docs/alerts.md";

/**
 * The alerts as groups of rules: of a PrometheusRule, or of a file that a Prometheus without an
 * operator reads.
 *
 * @param args without a problem
 */
export function alertGroups({
    trustAnchors,
    runbooks = defaultRunbooks,
}: Pick<AlertsArgs, "trustAnchors" | "runbooks">): PrometheusRuleSpec {
    const groups = {
        mesh: meshAlerts,
        certificates: certificateAlerts(readTrustAnchors(trustAnchors)),
        admission: admissionAlerts,
    };
    return {
        groups: Object.entries(groups).map(([name, alerts]) => ({
            name: `zero-trust-${name}`,
            rules: alerts.map((alert) => alertRule(alert, runbooks)),
        })),
    };
}

/**
 * A PrometheusRule that tells somebody when the platform lets in what it should not, refuses what
 * somebody wants, or is about to stop. It needs the CRDs of the Prometheus Operator, and a Prometheus
 * that scrapes Linkerd, cert-manager, Gatekeeper and the API server: what nobody scrapes raises no
 * alert, except for the control plane of Linkerd, whose silence is one.
 */
export class Alerts extends pulumi.ComponentResource {
    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Alerts "${name}"`, args, alertsProblems(args));
        super("zero-trust-components:index:Alerts", name, inputs, opts);

        customResource(
            "PrometheusRule",
            `${name}-rules`,
            {
                metadata: {
                    name: "zero-trust",
                    namespace: inputs.namespace ?? linkerdNamespace,
                    labels: inputs.labels ?? { release: "kube-prometheus-stack" },
                },
                spec: alertGroups(inputs),
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
