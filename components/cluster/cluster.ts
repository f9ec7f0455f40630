import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { isCidr, isEverywhere } from "../cidr";
import { isDnsLabel, type Problem, Problems, valid } from "../validation";
import { refuseChangesOfCluster } from "./civoChanges";
import { Firewall, KubernetesCluster, Network } from "./civoResources";
import {
    type ExistingClusterArgs,
    existingClusterProblems,
    identifyExistingCluster,
} from "./existingCluster";

/** A new cluster in Civo. */
export interface CivoClusterArgs {
    /** Name of the network, the firewall and the cluster; unique within the Civo account. */
    clusterName: string;
    /** Civo region, e.g. `LON1`. Cannot be changed later. */
    region: string;
    /** Civo's name of a Kubernetes version between 1.33 and 1.35, e.g. `1.34.2-k3s1`. */
    kubernetesVersion: string;
    /** Civo's name of a node size. Default: `g4s.kube.medium`. Cannot be changed later. */
    nodeSize?: string;
    /** How many nodes, 1 to 100. Default: 3. */
    nodeCount?: number;
    /**
     * Container network: `flannel`, whose NetworkPolicies k3s enforces itself, or `cilium`.
     * Default: `flannel`.
     */
    cni?: string;
    /** Networks that may reach the Kubernetes API on port 6443, in CIDR notation. */
    apiAllowedCidrs: string[];
    /** Says explicitly that the whole internet may reach the API. Default: false. */
    apiOpenToTheInternet?: boolean;
    /**
     * Networks that may reach the ingress on ports 80 and 443, in CIDR notation. Default: everyone.
     * With a proxy in front (`cloudflareIpv4Networks`) nobody walks past it.
     */
    ingressAllowedCidrs?: string[];
}

/** Exactly one of the two. */
export interface ClusterArgs {
    /** Create a cluster in Civo. */
    civo?: CivoClusterArgs;
    /** Use a cluster that exists. */
    existing?: ExistingClusterArgs;
}

/** Every problem of the arguments; empty when a cluster can be made from them. */
export function clusterProblems(args: ClusterArgs): Problem[] {
    const problems = new Problems();
    problems.require((args.civo === undefined) !== (args.existing === undefined), {
        path: "civo",
        reason: "and existing exclude each other, and one of them is needed",
        remedy: "give civo to create a cluster, or existing to use one",
    });
    if (args.civo !== undefined) {
        civoProblems(args.civo, problems);
    }
    if (args.existing !== undefined) {
        existingClusterProblems(args.existing, problems);
    }
    return problems.all;
}

function civoProblems(civo: CivoClusterArgs, problems: Problems): void {
    problems.require(isDnsLabel(civo.clusterName), {
        path: "civo.clusterName",
        value: civo.clusterName,
        reason: "is not a DNS label",
        remedy: "use up to 63 lower-case letters, digits and dashes, e.g. zero-trust-dev",
    });
    problems.require(/^[A-Z]{3}\d$/.test(civo.region), {
        path: "civo.region",
        value: civo.region,
        reason: "is not a Civo region code",
        remedy: "give e.g. LON1; `civo region ls` lists them",
    });
    problems.require(/^1\.(33|34|35)\.\d+([-+].+)?$/.test(civo.kubernetesVersion), {
        path: "civo.kubernetesVersion",
        value: civo.kubernetesVersion,
        reason: "is not an exact version between 1.33 and 1.35, the window of the pinned charts",
        remedy: "give e.g. 1.34.2-k3s1; `civo kubernetes versions` lists them",
    });
    const nodeCount = civo.nodeCount ?? defaultNodeCount;
    problems.require(Number.isInteger(nodeCount) && nodeCount >= 1 && nodeCount <= 100, {
        path: "civo.nodeCount",
        value: nodeCount,
        reason: "is not a number of nodes",
        remedy: "give a whole number from 1 to 100",
    });
    problems.require(civo.cni === undefined || civo.cni === "cilium" || civo.cni === "flannel", {
        path: "civo.cni",
        value: civo.cni,
        reason: "is not a container network that Civo offers",
        remedy: "give cilium or flannel",
    });
    problems.require(civo.apiAllowedCidrs.length > 0, {
        path: "civo.apiAllowedCidrs",
        reason: "is empty, so nobody could reach the Kubernetes API, not even this program",
        remedy: "give the networks you work from, e.g. 203.0.113.7/32",
    });
    civo.ingressAllowedCidrs?.forEach((cidr, index) => {
        problems.require(isCidr(cidr), {
            path: `civo.ingressAllowedCidrs[${index}]`,
            value: cidr,
            reason: "is not a network in CIDR notation",
            remedy: "give e.g. 203.0.113.7/32",
        });
    });
    civo.apiAllowedCidrs.forEach((cidr, index) => {
        const path = `civo.apiAllowedCidrs[${index}]`;
        if (
            problems.require(isCidr(cidr), {
                path,
                value: cidr,
                reason: "is not a network in CIDR notation",
                remedy: "give e.g. 203.0.113.7/32",
            })
        ) {
            problems.require(!isEverywhere(cidr) || civo.apiOpenToTheInternet === true, {
                path,
                value: cidr,
                reason: "opens the Kubernetes API to the whole internet",
                remedy: [
                    "give the networks you work from, or set ",
                    { argument: "civo.apiOpenToTheInternet" },
                ],
            });
        }
    });
}

const everyone = ["0.0.0.0/0"];
const defaultNodeCount = 3;
const defaultNodeSize = "g4s.kube.medium";

/**
 * A Kubernetes cluster and the provider that speaks to it: a new one in Civo, behind a firewall
 * without default rules, or one that exists.
 */
export class Cluster extends pulumi.ComponentResource {
    /** Kubeconfig of the cluster, secret. Empty where kubectl's own is used. */
    readonly kubeconfig: pulumi.Output<string>;
    /** URL of the Kubernetes API. Empty for an existing cluster whose server is not given. */
    readonly apiEndpoint: pulumi.Output<string>;
    /** What tells the cluster from every other: Civo's id, or the uid of `kube-system`. */
    readonly identifier: pulumi.Output<string>;
    /** Provider for everything that goes into the cluster. */
    readonly provider: kubernetes.Provider;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Cluster "${name}"`, args, clusterProblems(args));
        const existing = inputs.existing && {
            ...inputs.existing,
            kubeconfig: inputs.existing.kubeconfig && pulumi.secret(inputs.existing.kubeconfig),
        };
        super("zero-trust-components:index:Cluster", name, { ...inputs, existing }, opts);

        const created = inputs.civo && this.createInCivo(name, inputs.civo);
        const identified = existing && identifyExistingCluster(name, existing, this);
        this.kubeconfig = pulumi.secret(created?.kubeconfig ?? existing?.kubeconfig ?? "");
        this.apiEndpoint = pulumi.output(created?.apiEndpoint ?? existing?.server ?? "");
        this.identifier = pulumi.output(created?.id ?? identified?.identifier ?? "");
        this.provider = new kubernetes.Provider(
            `${name}-kubernetes`,
            {
                kubeconfig: created?.kubeconfig ?? existing?.kubeconfig,
                context: existing?.context,
                // Without it a new address, or a kubeconfig that is not known yet, replaces everything.
                clusterIdentifier: this.identifier,
                enableServerSideApply: true,
            },
            { parent: this, dependsOn: identified?.proof },
        );
        this.registerOutputs({
            kubeconfig: this.kubeconfig,
            apiEndpoint: this.apiEndpoint,
            identifier: this.identifier,
        });
    }

    private createInCivo(name: string, civo: CivoClusterArgs): KubernetesCluster {
        const { clusterName, region } = civo;
        const network = new Network(
            `${name}-network`,
            { label: clusterName, region },
            { parent: this },
        );
        const firewall = new Firewall(
            `${name}-firewall`,
            {
                name: clusterName,
                networkId: network.id,
                region,
                createDefaultRules: false,
                ingressRules: [
                    {
                        label: "Kubernetes API",
                        protocol: "tcp",
                        portRange: "6443",
                        cidrs: civo.apiAllowedCidrs,
                        action: "allow",
                    },
                    ...["80", "443"].map((port) => ({
                        label: `Ingress, port ${port}`,
                        protocol: "tcp" as const,
                        portRange: port,
                        cidrs: civo.ingressAllowedCidrs ?? everyone,
                        action: "allow" as const,
                    })),
                ],
                egressRules: (["tcp", "udp"] as const).map((protocol) => ({
                    label: `Images, ACME and cloud APIs, ${protocol}`,
                    protocol,
                    portRange: "1-65535",
                    cidrs: everyone,
                    action: "allow" as const,
                })),
            },
            { parent: this },
        );
        return new KubernetesCluster(
            `${name}-cluster`,
            {
                name: clusterName,
                region,
                networkId: network.id,
                firewallId: firewall.id,
                kubernetesVersion: civo.kubernetesVersion,
                clusterType: "k3s",
                cni: civo.cni === "cilium" ? "cilium" : "flannel",
                // Emissary is the only ingress.
                applications: "-Traefik-v2-nodeport",
                pools: {
                    label: `${clusterName}-nodes`,
                    size: civo.nodeSize ?? defaultNodeSize,
                    nodeCount: civo.nodeCount ?? defaultNodeCount,
                },
                writeKubeconfig: true,
            },
            // Civo provisions nodes within minutes, but not always within the default ones.
            {
                parent: this,
                customTimeouts: { create: "30m" },
                hooks: { beforeUpdate: refuseChangesOfCluster(name) },
            },
        );
    }
}
