import { isChart, kindOf } from "../reading/resource";
import { isWorkload, templatePath } from "./workload";

/** A step of a path: a property's name, or what it looks like. */
export type Step = string | RegExp;

/** The properties of a resource that its security depends on. */
export interface SecurityFields {
    readonly fields: readonly (readonly Step[])[];
    /** Below those, what others may well decide: an autoscaler, a certificate injector. */
    readonly harmless: readonly string[];
}

const LINKERD = /^(?:config\.)?linkerd\.io\//;
const annotations: readonly Step[] = ["metadata", "annotations", LINKERD];

const SCHEDULING = [
    "affinity",
    "nodeName",
    "nodeSelector",
    "priorityClassName",
    "resources",
    "schedulerName",
    "terminationGracePeriodSeconds",
    "tolerations",
    "topologySpreadConstraints",
];

/** Groups whose kinds are policies, identities or doors: what they say is all that they are for. */
const POLICY_GROUPS = new Set([
    "admissionregistration.k8s.io",
    "cert-manager.io",
    "constraints.gatekeeper.sh",
    "gateway.networking.k8s.io",
    "getambassador.io",
    "kyverno.io",
    "networking.k8s.io",
    "policy.linkerd.io",
    "rbac.authorization.k8s.io",
    "templates.gatekeeper.sh",
    "trust.cert-manager.io",
]);

const byKind: Readonly<Record<string, readonly (readonly Step[])[]>> = {
    "core/Namespace": [
        annotations,
        ["metadata", "labels", /^pod-security\.kubernetes\.io\/|^admission\.gatekeeper\.sh\//],
    ],
    "core/Service": [
        ["spec", "externalIPs"],
        ["spec", "externalName"],
        ["spec", "loadBalancerSourceRanges"],
        ["spec", "selector"],
        ["spec", "type"],
        annotations,
    ],
    "core/ServiceAccount": [["automountServiceAccountToken"]],
};

const byType: Readonly<Record<string, readonly (readonly Step[])[]>> = {
    "civo:index/firewall:Firewall": [["createDefaultRules"], ["egressRules"], ["ingressRules"]],
    "civo:index/kubernetesCluster:KubernetesCluster": [
        ["firewallId"],
        ["kubernetesVersion"],
        ["networkId"],
    ],
    "cloudflare:index/dnsRecord:DnsRecord": [
        ["content"],
        ["data"],
        ["name"],
        ["proxied"],
        ["type"],
    ],
    "cloudflare:index/zoneDnssec:ZoneDnssec": [["status"]],
    "cloudflare:index/zoneSetting:ZoneSetting": [["settingId"], ["value"]],
};

/** `undefined` for types that no rule of security looks at. */
export function securityFields(type: string): SecurityFields | undefined {
    if (isWorkload(type)) {
        const template = templatePath(type);
        return {
            fields: [
                [...template, "spec"],
                [...template, ...annotations],
                [...template, "metadata", "labels"],
                ["spec", "selector"],
            ],
            harmless: SCHEDULING,
        };
    }
    if (isChart(type)) {
        const fields = ["chart", "fetchOpts", "namespace", "path", "repositoryOpts", "values"];
        return {
            fields: [...fields, "valueYamlFiles", "version"].map((field) => [field]),
            harmless: [],
        };
    }
    const kind = kindOf(type);
    if (kind && POLICY_GROUPS.has(kind.group)) {
        const fields = ["aggregationRule", "roleRef", "rules", "spec", "subjects", "webhooks"];
        return { fields: fields.map((field) => [field]), harmless: ["caBundle"] };
    }
    const fields = kind ? byKind[`${kind.group}/${kind.kind}`] : byType[type];
    return fields && { fields, harmless: [] };
}
