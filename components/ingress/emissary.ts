import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type AccessModel, podTemplate } from "zero-trust-access";

import { accessProblems, missingProblems } from "../accessModel";
import { MeshedNamespace } from "../apps/meshedNamespace";
import { chartRelease, type ChartOverride } from "../chartRelease";
import { customResource } from "../customResources";
import type { LoadBalancerIngress } from "../dns/ingressDns";
import { type Problem, valid } from "../validation";
import {
    type EmissaryImageArgs,
    emissaryImageProblems,
    emissaryImageValues,
} from "./emissaryImages";
import { emissaryNamespace, emissaryRelease, listeners, refusingHost } from "./ingressWorkloads";

/** Arguments of `Emissary`. */
export interface EmissaryArgs extends EmissaryImageArgs {
    /** Who may call whom; it has the workloads of `ingressWorkloads`. */
    access: AccessModel;
    /** Number of replicas. Default: 1. */
    replicas?: number;
    /** Changes to the chart with the CRDs. */
    crdsChart?: ChartOverride;
}

/** Every problem of the arguments; empty when Emissary can be installed with them. */
export function emissaryProblems(args: EmissaryArgs): Problem[] {
    const { access } = args;
    return [
        ...accessProblems(access),
        ...missingProblems(access, { namespace: emissaryNamespace, workload: emissaryRelease }),
        ...emissaryImageProblems(args),
    ];
}

/**
 * Emissary-ingress, meshed and default-deny like any workload behind it. Nothing is ever served in
 * cleartext: a name whose certificate is not there, or no longer, gets 404 on port 80, 404 in
 * cleartext on port 443, and no TLS handshake; one whose certificate is there is redirected to it.
 */
export class Emissary extends pulumi.ComponentResource {
    /** Where its load balancer can be reached. */
    readonly loadBalancer: pulumi.Output<LoadBalancerIngress>;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: EmissaryArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Emissary "${name}"`, args, emissaryProblems(args));
        super("zero-trust-components:index:Emissary", name, inputs, opts);

        const space = new MeshedNamespace(
            `${name}-space`,
            { access: inputs.access, namespace: emissaryNamespace },
            { parent: this },
        );
        const crds = chartRelease(
            `${name}-crds`,
            {
                chart: "emissaryCrds",
                releaseName: "emissary-crds",
                namespace: emissaryNamespace,
                override: inputs.crdsChart,
                values: {},
            },
            { parent: this, dependsOn: [space] },
        );
        const refusal = customResource(
            "Host",
            `${name}-cleartext-refused`,
            {
                metadata: { name: "cleartext-refused", namespace: emissaryNamespace },
                spec: {
                    hostname: refusingHost,
                    requestPolicy: { insecure: { action: "Reject" } },
                    mappingSelector: { matchLabels: { "zero-trust/host": refusingHost } },
                },
            },
            { parent: this, dependsOn: [crds] },
        );
        const release = chartRelease(
            `${name}-release`,
            {
                chart: "emissaryIngress",
                releaseName: emissaryRelease,
                namespace: emissaryNamespace,
                override: inputs.ingressChart,
                values: {
                    ...emissaryImageValues(inputs),
                    replicaCount: inputs.replicas ?? 1,
                    // Ours, below: the chart's would serve Hosts of every namespace.
                    createDefaultListeners: false,
                    // The restricted Pod Security Standard; the chart goes half the way.
                    security: {
                        podSecurityContext: {
                            runAsUser: 8888,
                            runAsNonRoot: true,
                            seccompProfile: { type: "RuntimeDefault" },
                        },
                        containerSecurityContext: {
                            allowPrivilegeEscalation: false,
                            // The standard allows this one, which Envoy's file may ask for.
                            capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
                        },
                    },
                    // Browsers are not in the mesh, so these annotations let two ports, and only
                    // these, past it: they are Emissary's own to defend.
                    podAnnotations: podTemplate(inputs.access, {
                        namespace: emissaryNamespace,
                        workload: emissaryRelease,
                    }).annotations,
                },
            },
            // With its first configuration Emissary knows the Host that refuses.
            { parent: this, dependsOn: [crds, refusal] },
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
        // Of the release as well: policies are not shown what was only read, and an address without a
        // source looks to them like one that somebody wrote down.
        this.loadBalancer = pulumi.all([service.status, release.status]).apply(
            // The SDK says that all of it is there; a Service without an address has none of it.
            ([status]: [
                { loadBalancer?: { ingress?: LoadBalancerIngress[] } } | undefined,
                unknown,
            ]) => status?.loadBalancer?.ingress?.[0] ?? {},
        );
        this.registerOutputs({ loadBalancer: this.loadBalancer });
    }
}
