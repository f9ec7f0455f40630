import type { PackageSchema } from "./schemaChecks";

/** What is checked of Random where no reference data is at hand: the types that this stand-in makes. */
export const randomSchema: PackageSchema = {
    resources: {
        "random:index/randomPassword:RandomPassword": {
            inputProperties: randomText(),
            requiredInputs: ["length"],
            properties: {
                ...randomText(),
                result: { type: "string", secret: true },
                bcryptHash: { type: "string", secret: true },
            },
        },
        "random:index/randomString:RandomString": {
            inputProperties: randomText(),
            requiredInputs: ["length"],
            properties: { ...randomText(), result: { type: "string" } },
        },
        "random:index/randomId:RandomId": {
            inputProperties: {
                byteLength: { type: "integer" },
                keepers: keepers(),
                prefix: { type: "string" },
            },
            requiredInputs: ["byteLength"],
            properties: {
                byteLength: { type: "integer" },
                keepers: keepers(),
                prefix: { type: "string" },
                b64Std: { type: "string" },
                b64Url: { type: "string" },
                dec: { type: "string" },
                hex: { type: "string" },
            },
        },
        "random:index/randomUuid:RandomUuid": {
            inputProperties: { keepers: keepers() },
            properties: { keepers: keepers(), result: { type: "string" } },
        },
    },
};

/** What is checked of Civo where no reference data is at hand: what a cluster is made of. */
export const civoSchema: PackageSchema = {
    resources: {
        "civo:index/network:Network": {
            inputProperties: {
                label: { type: "string" },
                region: { type: "string", willReplaceOnChanges: true },
                cidrV4: { type: "string" },
                nameserversV4s: strings(),
            },
            requiredInputs: ["label"],
            properties: {
                label: { type: "string" },
                region: { type: "string" },
                cidrV4: { type: "string" },
                nameserversV4s: strings(),
                name: { type: "string" },
                default: { type: "boolean" },
            },
        },
        "civo:index/firewall:Firewall": {
            inputProperties: {
                name: { type: "string" },
                region: { type: "string" },
                networkId: { type: "string", willReplaceOnChanges: true },
                createDefaultRules: { type: "boolean", willReplaceOnChanges: true },
                ingressRules: firewallRules(),
                egressRules: firewallRules(),
            },
            properties: {
                name: { type: "string" },
                region: { type: "string" },
                networkId: { type: "string" },
                createDefaultRules: { type: "boolean" },
                ingressRules: firewallRules(),
                egressRules: firewallRules(),
            },
        },
        "civo:index/kubernetesCluster:KubernetesCluster": {
            inputProperties: clusterInputs(),
            requiredInputs: ["firewallId", "pools"],
            properties: {
                ...clusterInputs(),
                apiEndpoint: { type: "string" },
                createdAt: { type: "string" },
                dnsEntry: { type: "string" },
                installedApplications: { type: "array", items: { type: "object" } },
                kubeconfig: { type: "string", secret: true },
                masterIp: { type: "string" },
                ready: { type: "boolean" },
                status: { type: "string" },
            },
        },
        "civo:index/kubernetesNodePool:KubernetesNodePool": {
            inputProperties: nodePool(),
            requiredInputs: ["clusterId", "nodeCount", "size"],
            properties: { ...nodePool(), instanceNames: strings() },
        },
    },
    types: {
        rule: {
            properties: {
                action: { type: "string" },
                cidrs: strings(),
                id: { type: "string" },
                label: { type: "string" },
                portRange: { type: "string" },
                protocol: { type: "string" },
            },
            required: ["action", "cidrs"],
        },
        pools: {
            properties: {
                instanceNames: strings(),
                label: { type: "string" },
                labels: stringMap(),
                nodeCount: { type: "integer" },
                publicIpNodePool: { type: "boolean" },
                size: { type: "string" },
                taints: taints(),
            },
            required: ["nodeCount", "size"],
        },
        taint: {
            properties: {
                effect: { type: "string" },
                key: { type: "string" },
                value: { type: "string" },
            },
            required: ["effect", "key", "value"],
        },
    },
};

function keepers() {
    return stringMap();
}

function strings() {
    return { type: "array", items: { type: "string" } };
}

function stringMap() {
    return { type: "object", additionalProperties: { type: "string" } };
}

function firewallRules() {
    return { type: "array", items: { $ref: "#/types/rule" } };
}

function taints() {
    return { type: "array", items: { $ref: "#/types/taint" } };
}

function randomText() {
    return {
        keepers: keepers(),
        length: { type: "integer" },
        lower: { type: "boolean" },
        minLower: { type: "integer" },
        minNumeric: { type: "integer" },
        minSpecial: { type: "integer" },
        minUpper: { type: "integer" },
        number: { type: "boolean" },
        numeric: { type: "boolean" },
        overrideSpecial: { type: "string" },
        special: { type: "boolean" },
        upper: { type: "boolean" },
    };
}

function clusterInputs() {
    return {
        applications: { type: "string" },
        clusterType: { type: "string" },
        cni: { type: "string" },
        firewallId: { type: "string" },
        kubernetesVersion: { type: "string" },
        name: { type: "string" },
        networkId: { type: "string" },
        numTargetNodes: { type: "integer" },
        pools: { $ref: "#/types/pools" },
        region: { type: "string" },
        tags: { type: "string" },
        targetNodesSize: { type: "string" },
        writeKubeconfig: { type: "boolean" },
    };
}

function nodePool() {
    return {
        clusterId: { type: "string" },
        label: { type: "string" },
        labels: stringMap(),
        nodeCount: { type: "integer" },
        publicIpNodePool: { type: "boolean" },
        region: { type: "string" },
        size: { type: "string" },
        taints: taints(),
    };
}
