import { InputError } from "zero-trust-manifests";
import { defaultPolicies, isDefaultPolicy, type DefaultPolicy } from "./defaultPolicy";
import { parseCidr } from "./network";
import type { EvaluatorOptions } from "./question";

/** The options of an evaluator, each with a value. */
export interface Settings extends Required<EvaluatorOptions> {
    defaultPolicy: DefaultPolicy;
}

const defaults = {
    defaultPolicy: "all-unauthenticated",
    clusterNetworks: ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"],
    probeNetworks: ["0.0.0.0/0", "::/0"],
    trustDomain: "cluster.local",
    controlPlaneNamespace: "linkerd",
    opaquePorts: [25, 587, 3306, 4444, 5432, 6379, 9300, 11211],
    skippedInboundPorts: "4567,4568",
    uninjectedNamespaces: ["kube-system", "cert-manager"],
    ingress: "emissary/emissary-ingress",
    callerAddress: "10.1.2.3",
} as const;

/** @throws InputError where an option is none. */
export function readSettings(options: EvaluatorOptions): Settings {
    const settings = { ...defaults, ...options };
    const { defaultPolicy } = settings;
    if (!isDefaultPolicy(defaultPolicy)) {
        throw new InputError([
            `default policy: "${defaultPolicy}" is none of ${defaultPolicies.join(", ")}`,
        ]);
    }
    const networks = [...settings.clusterNetworks, ...settings.probeNetworks];
    for (const network of networks.filter((text) => parseCidr(text) === undefined)) {
        throw new InputError([`"${network}" is not a network; give e.g. 10.0.0.0/8`]);
    }
    return { ...settings, defaultPolicy };
}
