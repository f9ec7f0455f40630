import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { readYaml } from "../../../manifests/yaml";
import { CivoStandIn } from "../../../sandbox/standins/civo";
import {
    hasUnknowns,
    isSecret,
    plainObject,
    type Properties,
    unknown,
} from "../../../sandbox/standins/properties";
import { World } from "../../../sandbox/standins/world";
import { Sandbox, textOf, type EngineClient, type Resource } from "./engineClient";

const Type = {
    network: "civo:index/network:Network",
    firewall: "civo:index/firewall:Firewall",
    cluster: "civo:index/kubernetesCluster:KubernetesCluster",
} as const;

const apiRule = { action: "allow", cidrs: ["198.51.100.7/32"], portRange: "6443", protocol: "tcp" };
const pools = { size: "g4s.kube.medium", nodeCount: 3 };

describe("the stand-in for Civo", () => {
    const sandbox = new Sandbox();
    let civo: EngineClient;
    let network: Resource;
    let firewall: Resource;

    beforeEach(async () => {
        await sandbox.start();
        civo = sandbox.provider("civo");
        network = await civo.create(Type.network, "network", { label: "platform" });
        firewall = await civo.create(Type.firewall, "firewall", {
            name: "platform",
            networkId: network.id,
            createDefaultRules: false,
            ingressRules: [apiRule],
        });
    });

    afterEach(async () => {
        for (const resource of [firewall, network]) {
            await civo.delete(resource);
        }
        await sandbox.stop();
    });

    after(() => sandbox.remove());

    const clusterInputs = () => ({
        name: "platform",
        networkId: network.id,
        firewallId: firewall.id,
        pools,
        writeKubeconfig: true,
    });

    it("makes a cluster whose kubeconfig is a secret that leads to its API endpoint", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        assert.ok(isSecret(cluster.state.kubeconfig));
        const state = plainObject(cluster.state);
        const kubeconfig = readYaml(textOf(cluster.state, "kubeconfig")) as {
            clusters: { cluster: { server: string } }[];
        };
        assert.equal(kubeconfig.clusters[0]?.cluster.server, state.apiEndpoint);
        assert.match(textOf(cluster.state, "apiEndpoint"), /^https:\/\/203\.0\.113\.\d+:6443$/);
        await civo.delete(cluster);
    });

    it("leaves the kubeconfig empty unless writeKubeconfig asks for it", async () => {
        const inputs = { ...clusterInputs(), writeKubeconfig: false };
        const cluster = await civo.create(Type.cluster, "cluster", inputs);
        assert.equal(plainObject(cluster.state).kubeconfig, "");
        await civo.delete(cluster);
    });

    it("knows the inputs of a previewed cluster and not its outputs", async () => {
        const state = await civo.preview(Type.cluster, "cluster", {
            ...clusterInputs(),
            networkId: unknown,
        });
        assert.equal(state.networkId, unknown);
        assert.equal(state.apiEndpoint, unknown);
        assert.ok(isSecret(state.kubeconfig));
        assert.equal(state.name, "platform");
    });

    it("plans a change in place with everything known that Civo computed", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        const changes: Properties[] = [
            { pools: { ...pools, nodeCount: 4 } },
            { kubernetesVersion: "1.35.1-k3s1" },
            { name: "renamed" },
        ];
        for (const change of changes) {
            const news = { ...clusterInputs(), ...change };
            assert.deepEqual((await civo.diff(cluster, news)).replaces, []);
            const planned = await civo.plan(cluster, news);
            assert.equal(textOf(planned, "kubeconfig"), textOf(cluster.state, "kubeconfig"));
            assert.equal(planned.apiEndpoint, cluster.state.apiEndpoint);
            assert.equal(hasUnknowns(planned), false);
        }
        await civo.delete(cluster);
    });

    it("plans an unknown kubeconfig where it is asked for anew, or no longer", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        const planned = await civo.plan(cluster, { ...clusterInputs(), writeKubeconfig: false });
        assert.equal(plainObject(planned).kubeconfig, unknown);
        assert.equal(planned.apiEndpoint, cluster.state.apiEndpoint);
        await civo.delete(cluster);
    });

    it("refuses in a preview to change what is immutable", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        for (const [property, value] of [
            ["cni", "cilium"],
            ["applications", "-Traefik"],
            ["clusterType", "talos"],
        ] as const) {
            await assert.rejects(civo.diff(cluster, { ...clusterInputs(), [property]: value }), {
                message: `the '${property}' field is immutable`,
            });
        }
        await civo.delete(cluster);
    });

    it("refuses another size or network only when it is told to change it", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        const bigger = { ...clusterInputs(), pools: { ...pools, size: "g4s.kube.large" } };
        assert.deepEqual((await civo.diff(cluster, bigger)).replaces, []);
        await civo.plan(cluster, bigger);
        await assert.rejects(civo.update(cluster, bigger), {
            message:
                '[ERR] Size change ("size") for existing cluster is not available at this moment',
        });
        await assert.rejects(civo.update(cluster, { ...clusterInputs(), networkId: "another" }), {
            message:
                '[ERR] Network change ("network_id") for existing cluster is not available at this moment',
        });
        await civo.delete(cluster);
    });

    it("gives the kubeconfig of today to a cluster that is reached elsewhere", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        const moved = "https://198.51.100.9:6443";
        await sandbox.stop();
        const text = readFileSync(sandbox.worldFile, "utf8");
        writeFileSync(
            sandbox.worldFile,
            text.replaceAll(textOf(cluster.state, "apiEndpoint"), moved),
        );
        await sandbox.start();
        civo = sandbox.provider("civo");
        const read = await civo.read(Type.cluster, cluster.id, cluster);
        assert.ok(read && textOf(read, "kubeconfig").includes(`server: ${moved}`));
        const updated = await civo.update(cluster, {
            ...clusterInputs(),
            pools: { ...pools, nodeCount: 4 },
        });
        assert.ok(textOf(updated.state, "kubeconfig").includes(`server: ${moved}`));
        await civo.delete(updated);
    });

    it("refuses a cluster without firewall and pools", async () => {
        const { failures } = await civo.check(Type.cluster, "cluster", { name: "platform" });
        assert.deepEqual(failures, [
            "firewallId: missing required property; set it",
            "pools: missing required property; set it",
        ]);
    });

    it("refuses a firewall rule without ports, where it is none of icmp", async () => {
        const { portRange, ...rule } = apiRule;
        const { failures } = await civo.check(Type.firewall, "firewall", {
            name: "platform",
            networkId: network.id,
            createDefaultRules: false,
            ingressRules: [rule, { ...rule, portRange }, { ...rule, protocol: "icmp" }],
            egressRules: [{ ...rule, portRange: "" }],
        });
        const reason = 'is missing, and only "icmp" has no ports; give e.g. "6443" or "1-65535"';
        assert.deepEqual(failures, [
            `ingressRules[0].portRange: ${reason}`,
            `egressRules[0].portRange: ${reason}`,
        ]);
    });

    it("names the path of an unknown property inside another", async () => {
        const { failures } = await civo.check(Type.cluster, "cluster", {
            ...clusterInputs(),
            pools: { ...pools, nodes: 3 },
        });
        assert.equal(failures[0]?.split(";")[0], "pools.nodes: unknown property");
    });

    it("refuses a firewall without default rules and without any of its own", async () => {
        const { failures } = await civo.check(Type.firewall, "firewall", {
            createDefaultRules: false,
        });
        assert.deepEqual(failures, [
            "ingressRules: with createDefaultRules: false a firewall needs at least one rule; " +
                "give ingressRules or egressRules",
        ]);
    });

    it("refuses a rule's CIDR that is none", async () => {
        const { failures } = await civo.check(Type.firewall, "firewall", {
            createDefaultRules: false,
            ingressRules: [{ ...apiRule, cidrs: ["198.51.100.7"] }],
        });
        assert.deepEqual(failures, [
            'ingressRules[0].cidrs[0]: "198.51.100.7" is no CIDR; give e.g. "198.51.100.7/32"',
        ]);
    });

    it("opens everything where default rules are not declined", async () => {
        const open = await civo.create(Type.firewall, "open", { networkId: network.id });
        const rules = plainObject(open.state).ingressRules;
        assert.ok(Array.isArray(rules));
        assert.equal(rules.length, 2);
        await civo.delete(open);
    });

    it("refuses a cluster in a network that does not exist", async () => {
        await assert.rejects(
            civo.create(Type.cluster, "cluster", { ...clusterInputs(), networkId: "gone" }),
            {
                message: '404: no network with the id "gone" in the region; create it first',
            },
        );
    });

    it("refuses to delete a firewall that a cluster uses", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        await assert.rejects(civo.delete(firewall), {
            message:
                `409: the firewall "${firewall.id}" is in use by ` +
                `the kubernetes cluster "${cluster.id}"; delete that first`,
        });
        await civo.delete(cluster);
    });

    it("refuses a second network of a label", async () => {
        await assert.rejects(civo.create(Type.network, "again", { label: "platform" }), {
            message:
                '409: a network with the label "platform" already exists; ' +
                "choose another, or import the existing one with `pulumi import`",
        });
    });

    it("replaces a firewall that moves to another network, and updates one whose rules change", async () => {
        const inputs = {
            name: "platform",
            networkId: network.id,
            createDefaultRules: false,
            ingressRules: [{ ...apiRule, portRange: "443" }],
        };
        assert.deepEqual(await civo.diff(firewall, inputs), {
            changed: ["ingressRules[0].portRange"],
            replaces: [],
            deleteBeforeReplace: false,
        });
        const { replaces } = await civo.diff(firewall, { ...inputs, networkId: "other" });
        assert.deepEqual(replaces, ["networkId"]);
    });

    it("remembers what exists when it starts again, and what is secret is not in its file", async () => {
        const cluster = await civo.create(Type.cluster, "cluster", clusterInputs());
        await sandbox.restart();
        civo = sandbox.provider("civo");
        const read = await civo.read(Type.cluster, cluster.id, cluster);
        assert.deepEqual(read, cluster.state);
        const { things } = JSON.parse(readFileSync(sandbox.worldFile, "utf8")) as {
            things: unknown[];
        };
        assert.equal(things.length, 3);
        assert.equal(JSON.stringify(things).includes("current-context"), false);
        await civo.delete(cluster);
    });

    it("finds nothing where something is gone", async () => {
        assert.equal(await civo.read(Type.network, "gone"), undefined);
    });

    it("deletes what is already gone", async () => {
        await civo.delete({ ...network, id: "gone" });
    });

    it("wants a token", () => {
        const civo = new CivoStandIn(new World(), undefined, {});
        assert.throws(() => {
            civo.configure({});
        }, /^ProviderError: civo: no token; set civo:token/);
        civo.configure({ token: "stand-in" });
    });
});
