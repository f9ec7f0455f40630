import * as pulumi from "@pulumi/pulumi";
import { linkerdNamespace } from "zero-trust-rules";

import { networkProblems } from "../cidr";
import { chartRelease, type ChartOverride, type ChartValues } from "../chartRelease";
import { trustDomainProblems } from "../identity/meshIdentity";
import { type Problem, Problems, valid } from "../validation";

/** Arguments of `Linkerd`. Its namespace and identity come from `MeshIdentity`. */
export interface LinkerdArgs {
    /**
     * Three replicas of the control plane, and disruption budgets. Default: false.
     */
    highAvailability?: boolean;
    /** Domain of all mesh identities. Default: `cluster.local`. */
    trustDomain?: string;
    /**
     * Networks that the kubelet probes from, in CIDR notation: from elsewhere a probe needs an
     * identity like every other request. Default: the chart's, which is everywhere.
     */
    probeNetworks?: string[];
    /**
     * `bundled` installs the Gateway API kinds that Linkerd was tested with; `existing` leaves
     * those of the cluster alone. Default: `bundled`.
     */
    gatewayApi?: string;
    /** Changes to the chart with the CRDs. */
    crdsChart?: ChartOverride;
    /** Changes to the chart with the control plane. */
    controlPlaneChart?: ChartOverride;
}

/** Every problem of the arguments; empty when Linkerd can be installed with them. */
export function linkerdProblems(args: LinkerdArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(
        ...trustDomainProblems(args.trustDomain),
        ...networkProblems("probeNetworks", args.probeNetworks ?? []),
    );
    problems.require(["bundled", "existing"].includes(args.gatewayApi ?? "bundled"), {
        path: "gatewayApi",
        value: args.gatewayApi,
        reason: "is not a source of the Gateway API",
        remedy: "give bundled or existing",
    });
    return problems.all;
}

/**
 * Linkerd with the Gateway API kinds, which must be there before the policy controller starts, or
 * it never looks at routes.
 */
export class Linkerd extends pulumi.ComponentResource {
    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: LinkerdArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Linkerd "${name}"`, args, linkerdProblems(args));
        super("zero-trust-components:index:Linkerd", name, inputs, opts);

        const crds = chartRelease(
            `${name}-crds`,
            {
                chart: "linkerdCrds",
                releaseName: "linkerd-crds",
                namespace: linkerdNamespace,
                override: inputs.crdsChart,
                values: {
                    // The bundled TCPRoute and TLSRoute are experimental kinds that nothing here uses.
                    enableHttpRoutes: inputs.gatewayApi !== "existing",
                    enableTcpRoutes: false,
                    enableTlsRoutes: false,
                },
            },
            { parent: this },
        );
        chartRelease(
            `${name}-control-plane`,
            {
                chart: "linkerdControlPlane",
                releaseName: "linkerd-control-plane",
                namespace: linkerdNamespace,
                override: inputs.controlPlaneChart,
                values: controlPlaneValues(inputs),
            },
            { parent: this, dependsOn: [crds] },
        );
        this.registerOutputs({});
    }
}

function controlPlaneValues(args: LinkerdArgs): ChartValues {
    return {
        identityTrustDomain: args.trustDomain ?? "cluster.local",
        identity: {
            externalCA: true,
            // cert-manager writes this kind of Secret; with Linkerd's own kind the chart would
            // want the issuer's key among its values.
            issuer: { scheme: "kubernetes.io/tls" },
        },
        ...(args.probeNetworks && { policyController: { probeNetworks: args.probeNetworks } }),
        disableHeartBeat: true,
        // While the injector is down no pod starts, rather than one without a proxy.
        webhookFailurePolicy: "Fail",
        ...((args.highAvailability ?? false) ? highAvailabilityValues : {}),
    };
}

function resources(memoryRequest: string) {
    return { cpu: { request: "100m" }, memory: { limit: "250Mi", request: memoryRequest } };
}

/** What the chart's own values-ha.yaml sets. */
const highAvailabilityValues: ChartValues = {
    highAvailability: true,
    controllerReplicas: 3,
    enablePodAntiAffinity: true,
    enablePodDisruptionBudget: true,
    controller: { podDisruptionBudget: { maxUnavailable: 1 } },
    deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
    proxy: { resources: resources("20Mi") },
    controllerResources: resources("50Mi"),
    destinationResources: resources("50Mi"),
    identityResources: resources("10Mi"),
    heartbeatResources: resources("50Mi"),
    proxyInjectorResources: resources("50Mi"),
    spValidatorResources: resources("50Mi"),
};
