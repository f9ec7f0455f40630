import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
    type EngineEvent,
    LocalWorkspace,
    type OutputMap,
    PulumiCommand,
    type Stack,
} from "@pulumi/pulumi/automation";
import * as random from "@pulumi/random";

import { type CivoClusterArgs, Cluster, type ClusterArgs } from "../../components/index";
import { obtainEngine } from "../../sandbox/engine/obtainEngine";
import { silentProgress } from "../../sandbox/progress";
import { type StandIns, startStandIns } from "../../sandbox/standins/server";
import { nameOf } from "../support/checkpoint";
import { twoContexts } from "../support/kubernetesConfigurationCases";

/** Makes the provider's cluster, in a program that also has objects in it. */
type MakeCluster = () => Pick<Cluster, "provider"> & Partial<Pick<Cluster, "identifier">>;

/** The component as it was while its provider had no identifier. */
class FormerCluster extends pulumi.ComponentResource {
    public readonly provider: kubernetes.Provider;

    public constructor(kubeconfig: string) {
        super("zero-trust-components:index:Cluster", "cluster");
        this.provider = new kubernetes.Provider(
            "cluster-kubernetes",
            { kubeconfig: pulumi.secret(kubeconfig), enableServerSideApply: true },
            { parent: this },
        );
    }
}

const civo = (nodeCount: number, changes: Partial<CivoClusterArgs> = {}): ClusterArgs => ({
    civo: {
        clusterName: "platform",
        region: "LON1",
        kubernetesVersion: "1.34.2-k3s1",
        nodeCount,
        apiAllowedCidrs: ["203.0.113.7/32"],
        ...changes,
    },
});

const unidentified: pulumi.ResourceTransformation = ({ type, props, opts }) =>
    type === "pulumi:providers:kubernetes"
        ? { props: { ...(props as object), clusterIdentifier: undefined }, opts }
        : undefined;

/** The names of the resources that an operation creates, updates, replaces or deletes. */
type Changes = Partial<Record<string, string[]>>;

interface Outcome {
    changes: Changes;
    outputs: OutputMap;
    /** What the engine's diagnostics say. */
    said: string[];
}

const severities = ["info", "warning", "error"];

/** Notes what the engine tells while it works. */
class Listener {
    public readonly changes: Changes = {};
    public readonly said: string[] = [];

    public readonly onEvent = ({ resourcePreEvent, diagnosticEvent }: EngineEvent): void => {
        if (severities.includes(diagnosticEvent?.severity ?? "")) {
            this.said.push((diagnosticEvent?.message ?? "").replaceAll(/<\{%.*?%\}>/g, "").trim());
        }
        const { op, urn = "" } = resourcePreEvent?.metadata ?? {};
        const isDefaultProvider = /::default(_[^:]*)?$/.test(urn);
        if (op === undefined || op === "same" || op === "read" || isDefaultProvider) {
            return;
        }
        const change = op.replace(/^(create-replacement|delete-replaced)$/, "replace");
        const names = new Set(this.changes[change]).add(nameOf(urn));
        this.changes[change] = [...names].sort();
    };
}

describe("a cluster that looks like another", function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "clusters-"));
    const worldFile = join(folder, "world.json");
    const path = process.env.PATH;
    let standIns: StandIns;
    let pulumiCommand: PulumiCommand;
    let stackName: string;
    let stacks = 0;

    before(async function () {
        this.timeout(60 * 60_000);
        const engine = await obtainEngine(silentProgress);
        process.env.PATH = [dirname(engine.command), path].join(delimiter);
        pulumiCommand = await PulumiCommand.get();
    });

    beforeEach(async () => {
        stacks += 1;
        stackName = `dev${stacks}`;
        standIns = await startStandIns({ worldFile });
    });

    afterEach(async () => {
        await (await stackOf(() => new Cluster("cluster", civo(3)))).destroy();
        assert.deepEqual(things(), []);
        await standIns.stop();
    });

    after(() => {
        process.env.PATH = path;
        rmSync(folder, { recursive: true });
    });

    function stackOf(make: MakeCluster): Promise<Stack> {
        const program = () => {
            const { provider, identifier } = make();
            const shop = new kubernetes.core.v1.Namespace(
                "shop",
                { metadata: { name: "shop" } },
                { provider },
            );
            new kubernetes.core.v1.ConfigMap(
                "settings",
                { metadata: { name: "settings", namespace: shop.metadata.name }, data: { a: "b" } },
                { provider },
            );
            return Promise.resolve({ identifier });
        };
        return LocalWorkspace.createOrSelectStack(
            { stackName, projectName: "clusters", program },
            {
                workDir: mkdtempSync(join(folder, "work-")),
                pulumiCommand,
                projectSettings: {
                    name: "clusters",
                    runtime: "nodejs",
                    backend: { url: `file://${folder}` },
                },
                envVars: {
                    ...standIns.environment,
                    PULUMI_CONFIG_PASSPHRASE: "test",
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                },
            },
        );
    }

    async function preview(make: MakeCluster): Promise<Outcome> {
        const { changes, said, onEvent } = new Listener();
        await (await stackOf(make)).preview({ onEvent });
        return { changes, said, outputs: {} };
    }

    async function up(make: MakeCluster): Promise<Outcome> {
        const { changes, said, onEvent } = new Listener();
        const { outputs } = await (await stackOf(make)).up({ onEvent });
        return { changes, said, outputs };
    }

    /** What exists, as "cluster: kind id" for objects of Kubernetes. */
    function things(): string[] {
        const world = JSON.parse(readFileSync(worldFile, "utf8")) as {
            things: { kind: string; id: string; cluster?: string }[];
        };
        return world.things
            .filter(({ kind }) => !kind.startsWith("civo:"))
            .map(({ kind, id, cluster }) => `${cluster}: ${kind} ${id}`)
            .sort();
    }

    /** Gives Civo's cluster another address, as a restored control plane has one. */
    async function moveCivoCluster(): Promise<void> {
        await standIns.stop();
        const text = readFileSync(worldFile, "utf8");
        const moved = text.replace(/https:\/\/203\.0\.113\.\d+:6443/, "https://198.51.100.9:6443");
        assert.notEqual(moved, text);
        writeFileSync(worldFile, moved);
        standIns = await startStandIns({ worldFile });
    }

    describe("in Civo", () => {
        const identified = (nodes: number) => () => new Cluster("cluster", civo(nodes));
        const former = (nodes: number) => () =>
            new Cluster("cluster", civo(nodes), { transformations: [unidentified] });
        const grows = { update: ["cluster", "cluster-cluster"] };

        it("keeps everything in it when it gets one more node", async () => {
            await up(identified(3));
            assert.deepEqual((await preview(identified(4))).changes, grows);
            assert.deepEqual((await up(identified(4))).changes, grows);
        });

        it("keeps everything in it when it is reached elsewhere, as only the update finds out", async () => {
            await up(identified(3));
            await moveCivoCluster();
            assert.deepEqual((await preview(identified(4))).changes, grows);
            assert.deepEqual((await up(identified(4))).changes, {
                update: [...grows.update, "cluster-kubernetes"],
            });
        });

        it("would have everything in it replaced without its identifier, as no preview told", async () => {
            await up(former(3));
            await moveCivoCluster();
            assert.deepEqual((await preview(former(4))).changes, grows);
            const { changes, onEvent } = new Listener();
            await assert.rejects(
                (await stackOf(former(4))).up({ onEvent }),
                /namespaces "shop" already exists/,
            );
            assert.deepEqual(changes, { ...grows, replace: ["cluster-kubernetes", "shop"] });
        });

        it("gets its identifier in an update that replaces nothing", async () => {
            await up(former(3));
            const changes = { update: ["cluster-kubernetes"] };
            assert.deepEqual((await preview(identified(3))).changes, changes);
            const done = await up(identified(3));
            assert.deepEqual(done.changes, changes);
            assert.match(String(done.outputs.identifier?.value), /^[0-9a-f-]{36}$/);
        });
    });

    for (const [what, changes, said] of [
        [
            "region",
            { region: "FRA1" },
            'civo.region: "FRA1" cannot take the place of "LON1" in Civo',
        ],
        [
            "size of nodes",
            { nodeSize: "g4s.kube.large" },
            'civo.nodeSize: "g4s.kube.large" cannot take the place of "g4s.kube.medium" in Civo',
        ],
    ] as const) {
        it(`in Civo is not given another ${what}, in a preview already`, async () => {
            await up(() => new Cluster("cluster", civo(3)));
            const text = await refusal(preview(() => new Cluster("cluster", civo(3, changes))));
            assert.ok(text.includes(said), text);
        });
    }

    describe("that exists", () => {
        const kubeconfig = twoContexts({ token: "a-bearer-token" });
        const existing = (args: ClusterArgs["existing"]) => () =>
            new Cluster("cluster", { existing: { kubeconfig, ...args } });
        const here = existing({ context: "here" });
        const there = existing({ context: "there", server: "https://192.0.2.2:6443" });
        const inFirst = ["first: ConfigMap shop/settings", "first: Namespace shop"];
        const inSecond = ["second: ConfigMap shop/settings", "second: Namespace shop"];
        const reached = ["cluster", "cluster-kubernetes", "cluster-lookup"];

        it("says which one it is, in the preview and in the update, once", async () => {
            const previewed = await preview(there);
            const done = await up(there);
            const line =
                'The cluster is that of context "there" at https://192.0.2.2:6443 ' +
                `(${String(done.outputs.identifier?.value)}).`;
            assert.deepEqual(previewed.said, [line]);
            assert.deepEqual(done.said, [line]);
        });

        it("keeps everything in it when its address and its authority change", async () => {
            await up(here);
            const moved = existing({
                kubeconfig: twoContexts({
                    server: "https://198.51.100.1:6443",
                    authority: "c2Vjb25k",
                    current: "there",
                }),
                context: "here",
            });
            assert.deepEqual((await preview(moved)).changes, { update: reached });
            assert.deepEqual((await up(moved)).changes, { update: reached });
            assert.deepEqual(things(), inFirst);
        });

        it("keeps everything in it when its kubeconfig is not known before the update", async () => {
            const issued = (version: string) => () => {
                const token = new random.RandomId("token", { byteLength: 8, keepers: { version } });
                return new Cluster("cluster", {
                    existing: {
                        kubeconfig: token.hex.apply((hex) => twoContexts({ token: hex })),
                        context: "here",
                    },
                });
            };
            await up(issued("1"));
            assert.deepEqual((await preview(issued("2"))).changes.replace, ["token"]);
            assert.deepEqual((await up(issued("2"))).changes, {
                replace: ["token"],
                update: reached,
            });
        });

        it("is not left for another context's, and says how to go on", async () => {
            const stays = String((await up(here)).outputs.identifier?.value);
            for (const operation of [preview, up]) {
                const text = await refusal(operation(there));
                const other = otherIn(text);
                assert.notEqual(other, stays);
                const said =
                    'existing.context: the kubeconfig leads to that of context "there" at ' +
                    `https://192.0.2.2:6443 (${other}), but this stack was made on ${stays}; ` +
                    "nothing was changed; choose the kubeconfig or the context of that cluster, or, " +
                    "to move everything here, give existing.identifier " +
                    `(configuration key existingIdentifier) as ${other}`;
                assert.ok(text.includes(said), text);
                assert.ok(!text.includes("a-bearer-token"));
            }
            assert.deepEqual(things(), inFirst);
            // What only reads has been there.
            assert.deepEqual((await preview(here)).changes, {
                update: ["cluster", "cluster-lookup"],
            });
        });

        it("is left for the one that is named, with everything in it", async () => {
            await up(here);
            const identifier = otherIn(await refusal(preview(there)));
            const told = existing({ context: "there", identifier });
            const replace = ["cluster-identity", "cluster-kubernetes", "settings", "shop"];
            assert.deepEqual((await preview(told)).changes.replace, replace);
            assert.deepEqual((await up(told)).changes.replace, replace);
            assert.deepEqual(things(), inSecond);
            assert.equal((await up(there)).changes.replace, undefined);
            assert.match(await refusal(preview(here)), new RegExp(`was made on ${identifier}`));
        });

        it("can be named as what it is, with nothing in it replaced", async () => {
            const identifier = String((await up(here)).outputs.identifier?.value);
            const changes = { replace: ["cluster-identity"], update: ["cluster"] };
            const same = existing({ context: "here", identifier });
            assert.deepEqual((await preview(same)).changes, changes);
            assert.deepEqual((await up(same)).changes, changes);
        });

        it("is not taken for one that is named and another", async () => {
            const identifier = "00000000-0000-4000-8000-000000000000";
            const wrong = existing({ context: "here", identifier });
            const said = /existing\.identifier: the kubeconfig leads to .*, and not to 00000000-/;
            assert.match(await refusal(preview(wrong)), said);
            await up(here);
            assert.match(await refusal(up(wrong)), said);
            assert.deepEqual(things(), inFirst);
        });

        it("gets its identifier in an update that replaces nothing", async () => {
            await up(() => new FormerCluster(kubeconfig));
            const current = existing({});
            const changes = {
                create: ["cluster-identity", "cluster-lookup"],
                update: ["cluster", "cluster-kubernetes"],
            };
            assert.deepEqual((await preview(current)).changes, changes);
            assert.deepEqual((await up(current)).changes, changes);
            assert.deepEqual((await preview(current)).changes, {});
        });
    });
});

/** What the engine says of an operation that it refuses. */
async function refusal(operation: Promise<Outcome>): Promise<string> {
    const error: unknown = await operation.then(
        () => assert.fail("is not refused"),
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof Error);
    return error.message;
}

/** The identifier of the cluster that a kubeconfig leads to, as a refusal tells it. */
function otherIn(refusal: string): string {
    return /leads to [^(]*\((\S+)\)/.exec(refusal)?.[1] ?? "";
}
