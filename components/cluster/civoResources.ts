import * as civo from "@pulumi/civo";
import * as pulumi from "@pulumi/pulumi";

/**
 * `@pulumi/civo` 1.0.7 is the last SDK on npm and drops inputs that the API of today requires. Its
 * resource types are unchanged in the last plugin, so these classes pin that plugin and add the
 * missing inputs, typed after the plugin's schema, by a transformation. Delete this file when an SDK of
 * the plugin's version is published.
 */
const pluginVersion = "2.4.8";

/** One rule of a Civo firewall. */
export interface FirewallRule {
    /** What the rule is for; shown in Civo's console. */
    label: string;
    /** `tcp`, `udp` or `icmp`. */
    protocol: "tcp" | "udp" | "icmp";
    /** A port or a range such as `1-65535`. */
    portRange: string;
    /** Networks the rule is about, in CIDR notation. */
    cidrs: string[];
    action: "allow" | "deny";
}

/** Inputs of a Civo firewall. */
export interface FirewallArgs {
    name: string;
    networkId: pulumi.Input<string>;
    region: string;
    /** Civo's default rules open every port to the internet. */
    createDefaultRules: false;
    ingressRules: FirewallRule[];
    egressRules: FirewallRule[];
}

/** A Civo firewall with explicit rules. */
export class Firewall extends civo.Firewall {
    constructor(name: string, args: FirewallArgs, opts?: pulumi.CustomResourceOptions) {
        const { createDefaultRules, ingressRules, egressRules, ...known } = args;
        super(name, known, withInputs(opts, { createDefaultRules, ingressRules, egressRules }));
    }
}

/** Inputs of a Civo Kubernetes cluster. */
export interface KubernetesClusterArgs {
    name: string;
    networkId: pulumi.Input<string>;
    region: string;
    kubernetesVersion: string;
    /** Comma-separated marketplace applications; a leading dash removes a default one. */
    applications: string;
    firewallId: pulumi.Input<string>;
    cni: "flannel" | "cilium";
    clusterType: "k3s" | "talos";
    pools: { size: string; nodeCount: number; label: string };
    /** Without it the plugin leaves `kubeconfig` empty. */
    writeKubeconfig: true;
}

/** A Civo Kubernetes cluster whose kubeconfig is a secret. */
export class KubernetesCluster extends civo.KubernetesCluster {
    constructor(name: string, args: KubernetesClusterArgs, opts?: pulumi.CustomResourceOptions) {
        const { firewallId, cni, clusterType, pools, writeKubeconfig, ...known } = args;
        super(
            name,
            known,
            pulumi.mergeOptions(
                withInputs(opts, { firewallId, cni, clusterType, pools, writeKubeconfig }),
                { additionalSecretOutputs: ["kubeconfig"] },
            ),
        );
    }
}

/** A Civo private network. */
export class Network extends civo.Network {
    constructor(name: string, args: civo.NetworkArgs, opts?: pulumi.CustomResourceOptions) {
        super(name, args, withInputs(opts, {}));
    }
}

function withInputs(
    opts: pulumi.CustomResourceOptions | undefined,
    inputs: Record<string, unknown>,
): pulumi.CustomResourceOptions {
    return pulumi.mergeOptions(opts, {
        version: pluginVersion,
        // The older kind of transform, because it runs here: a policy then sees its inputs too.
        transformations: [
            ({ props, opts: current }: pulumi.ResourceTransformationArgs) => ({
                props: { ...(props as Record<string, unknown>), ...inputs },
                opts: current,
            }),
        ],
    });
}
