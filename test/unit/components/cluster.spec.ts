import assert from "node:assert/strict";

import { changeProblems } from "../../../components/cluster/civoChanges";
import {
    type CivoClusterArgs,
    Cluster,
    clusterProblems,
} from "../../../components/cluster/cluster";
import { problemText } from "../../../components/validation";
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

    it("identifies Civo's cluster to the provider by its id, which outlives its kubeconfig", async () => {
        const resources = await recordResources(() => {
            new Cluster("cluster", { civo });
        });
        const provider = only(resources, "pulumi:providers:kubernetes");
        assert.equal(provider.clusterIdentifier, "cluster-cluster-id");
    });

    it("creates nothing of Civo for a cluster that exists", async () => {
        const resources = await recordResources(() => {
            new Cluster("cluster", { existing: { context: "kind-platform" } });
        });
        assert.deepEqual(
            resources.map(({ type, name }) => [type, name]),
            [
                ["zero-trust-components:index:Cluster", "cluster"],
                ["pulumi:providers:kubernetes", "cluster-lookup"],
                ["kubernetes:core/v1:Namespace", "cluster-kube-system"],
                ["pulumi:index:Stash", "cluster-identity"],
                ["pulumi:providers:kubernetes", "cluster-kubernetes"],
            ],
        );
    });

    it("identifies a cluster that exists to the provider by what it finds there", async () => {
        const resources = await recordResources(() => {
            new Cluster("cluster", { existing: { context: "kind-platform" } });
        });
        const kubernetes = "pulumi:providers:kubernetes";
        const provider = only(resources, kubernetes, "cluster-kubernetes");
        assert.equal(provider.context, "kind-platform");
        assert.equal(provider.clusterIdentifier, "0b5e7a54-1c3f-4c0e-9b52-8f3a1d2c4e6f");
        // What is only read is never replaced, whatever cluster it is read from.
        const lookup = only(resources, kubernetes, "cluster-lookup");
        assert.equal(lookup.context, "kind-platform");
        assert.equal(lookup.clusterIdentifier, "lookup");
    });

    it("refuses an identifier that no namespace can have", () => {
        assert.deepEqual(clusterProblems({ existing: { identifier: "kind-platform" } }), [
            {
                path: "existing.identifier",
                value: "kind-platform",
                reason: "is not the uid of a namespace",
                remedy: "give what kubectl get namespace kube-system -o jsonpath={.metadata.uid} prints",
            },
        ]);
        const identifier = "0b5e7a54-1c3f-4c0e-9b52-8f3a1d2c4e6f";
        assert.deepEqual(clusterProblems({ existing: { identifier } }), []);
    });

    it("says before an update what of Civo's cluster cannot be changed, and knows no other", () => {
        const before = {
            name: "a",
            region: "LON1",
            pools: { size: "g4s.kube.medium", nodeCount: 3 },
        };
        const after = {
            name: "b",
            region: "FRA1",
            pools: { size: "g4s.kube.large", nodeCount: 4 },
        };
        assert.deepEqual(changeProblems({ before, after }).map(problemText), [
            'civo.region: "FRA1" cannot take the place of "LON1" in Civo; take it back, or bring up another stack there; moved, the cluster would lose everything in it',
            'civo.nodeSize: "g4s.kube.large" cannot take the place of "g4s.kube.medium" in Civo; take it back, and add a civo.KubernetesNodePool of that size to the cluster',
        ]);
        assert.deepEqual(changeProblems({ before, after: { ...before, name: "b" } }), []);
        assert.deepEqual(changeProblems({ after }), []);
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
