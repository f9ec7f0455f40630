import assert from "node:assert/strict";

import {
    type CivoClusterArgs,
    Cluster,
    clusterProblems,
} from "../../../components/cluster/cluster";
import { only, recordResources } from "../../support/recordResources";

const civo: CivoClusterArgs = {
    clusterName: "zero-trust-dev",
    region: "LON1",
    kubernetesVersion: "1.34.2-k3s1",
    apiAllowedCidrs: ["203.0.113.7/32"],
};

describe("Cluster", () => {
    it("opens the Kubernetes API to the configured networks and the ingress ports to everyone", async () => {
        const resources = await recordResources(() => {
            new Cluster("cluster", { civo });
        });
        const firewall = only(resources, "civo:index/firewall:Firewall");
        assert.equal(firewall.createDefaultRules, false);
        assert.deepEqual(
            (firewall.ingressRules as { portRange: string; cidrs: string[] }[]).map(
                ({ portRange, cidrs }) => [portRange, cidrs],
            ),
            [
                ["6443", ["203.0.113.7/32"]],
                ["80", ["0.0.0.0/0"]],
                ["443", ["0.0.0.0/0"]],
            ],
        );
    });

    it("opens the ingress to a proxy in front alone, where it is told to", async () => {
        const resources = await recordResources(() => {
            new Cluster("cluster", { civo: { ...civo, ingressAllowedCidrs: ["192.0.2.0/24"] } });
        });
        const { ingressRules } = only(resources, "civo:index/firewall:Firewall");
        assert.deepEqual(
            (ingressRules as { portRange: string; cidrs: string[] }[])
                .slice(1)
                .map(({ portRange, cidrs }) => [portRange, cidrs]),
            [
                ["80", ["192.0.2.0/24"]],
                ["443", ["192.0.2.0/24"]],
            ],
        );
        assert.deepEqual(
            clusterProblems({ civo: { ...civo, ingressAllowedCidrs: ["192.0.2.0", "::/0"] } }),
            [
                {
                    path: "civo.ingressAllowedCidrs[0]",
                    value: "192.0.2.0",
                    reason: "is not a network in CIDR notation",
                    remedy: "give e.g. 203.0.113.7/32",
                },
            ],
        );
    });

    it("gives Civo's cluster the inputs that the SDK on npm does not know", async () => {
        const resources = await recordResources(() => {
            new Cluster("cluster", { civo });
        });
        assert.deepEqual(only(resources, "civo:index/kubernetesCluster:KubernetesCluster"), {
            name: "zero-trust-dev",
            region: "LON1",
            networkId: "cluster-network-id",
            firewallId: "cluster-firewall-id",
            kubernetesVersion: "1.34.2-k3s1",
            clusterType: "k3s",
            cni: "flannel",
            applications: "-Traefik-v2-nodeport",
            pools: { label: "zero-trust-dev-nodes", size: "g4s.kube.medium", nodeCount: 3 },
            writeKubeconfig: true,
        });
    });

    it("creates nothing of Civo for a cluster that exists", async () => {
        const resources = await recordResources(() => {
            new Cluster("cluster", { existing: { context: "kind-platform" } });
        });
        assert.deepEqual(
            resources.map(({ type }) => type),
            ["zero-trust-components:index:Cluster", "pulumi:providers:kubernetes"],
        );
        assert.equal(only(resources, "pulumi:providers:kubernetes").context, "kind-platform");
    });

    it("reports every problem at once", () => {
        const problems = clusterProblems({
            existing: {},
            civo: {
                clusterName: "Zero Trust",
                region: "London",
                kubernetesVersion: "latest",
                nodeCount: 0,
                cni: "calico",
                apiAllowedCidrs: ["everywhere", "0.0.0.0/0", "::/0"],
            },
        });
        assert.deepEqual(
            problems.map(({ path }) => path),
            [
                "civo",
                "civo.clusterName",
                "civo.region",
                "civo.kubernetesVersion",
                "civo.nodeCount",
                "civo.cni",
                "civo.apiAllowedCidrs[0]",
                "civo.apiAllowedCidrs[1]",
                "civo.apiAllowedCidrs[2]",
            ],
        );
    });

    it("opens the API to the internet only when that is said", () => {
        const open = { ...civo, apiAllowedCidrs: ["0.0.0.0/0"] };
        assert.equal(
            clusterProblems({ civo: open })[0]?.reason,
            "opens the Kubernetes API to the whole internet",
        );
        assert.deepEqual(clusterProblems({ civo: { ...open, apiOpenToTheInternet: true } }), []);
    });

    it("refuses a cluster that nobody could reach", () => {
        assert.equal(
            clusterProblems({ civo: { ...civo, apiAllowedCidrs: [] } })[0]?.path,
            "civo.apiAllowedCidrs",
        );
    });

    it("throws before anything is registered", async () => {
        await assert.rejects(
            recordResources(() => {
                new Cluster("cluster", { civo: { ...civo, region: "London" } });
            }),
            {
                message: [
                    'Cluster "cluster" cannot be made from these arguments:',
                    '  - civo.region: "London" is not a Civo region code; give e.g. LON1; `civo region ls` lists them',
                ].join("\n"),
            },
        );
    });
});
