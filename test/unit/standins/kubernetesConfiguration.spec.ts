import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { configurationCases, twoContexts } from "../../support/kubernetesConfigurationCases";
import { type EngineClient, Sandbox } from "./engineClient";

describe("the stand-in for Kubernetes, when its own configuration changes", () => {
    const sandbox = new Sandbox();
    let kubernetes: EngineClient;

    before(async () => {
        await sandbox.start();
        kubernetes = sandbox.provider("kubernetes");
    });

    after(() => sandbox.remove());

    for (const { title, olds, news, changed, replaces, refusal } of configurationCases) {
        const answer =
            refusal === undefined
                ? `replaces ${replaces?.length === 0 ? "nothing" : "everything"}`
                : "refuses";
        it(`${answer} where ${title}`, async () => {
            const diff = kubernetes.diffConfiguration(olds, news);
            await (refusal === undefined
                ? assert.doesNotReject(diff)
                : assert.rejects(diff, new RegExp(refusal)));
            if (refusal === undefined) {
                assert.deepEqual(await diff, { changed, replaces });
            }
        });
    }

    it("reads a kubeconfig that is a file, and does not mind where it lies", async () => {
        const folder = mkdtempSync(join(tmpdir(), "kubeconfigs-"));
        const [here, there, moved] = ["here", "there", "moved"].map((name) => join(folder, name));
        assert.ok(here && there && moved);
        writeFileSync(here, twoContexts());
        writeFileSync(there, twoContexts());
        writeFileSync(moved, twoContexts({ server: "https://198.51.100.1:6443" }));
        try {
            const replaces = async (kubeconfig: string) =>
                (await kubernetes.diffConfiguration({ kubeconfig: here }, { kubeconfig })).replaces;
            assert.deepEqual(await replaces(there), []);
            assert.deepEqual(await replaces(moved), ["kubeconfig"]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    for (const bridged of ["civo", "cloudflare", "random"]) {
        it(`replaces nothing of ${bridged}'s, whatever is configured`, async () => {
            assert.deepEqual(
                await sandbox
                    .provider(bridged)
                    .diffConfiguration({ region: "LON1" }, { region: "FRA1" }),
                { changed: ["region"], replaces: [] },
            );
        });
    }
});

describe("the stand-in for Kubernetes, with two contexts", () => {
    const sandbox = new Sandbox();

    beforeEach(() => sandbox.start());

    afterEach(() => sandbox.stop());

    after(() => sandbox.remove());

    const through = async (configuration: Record<string, string>): Promise<EngineClient> => {
        const kubernetes = sandbox.provider("kubernetes");
        await kubernetes.configure(configuration);
        return kubernetes;
    };
    const namespace = "kubernetes:core/v1:Namespace";
    const uidOf = async (kubernetes: EngineClient) => {
        const found = await kubernetes.read(namespace, "kube-system");
        return (found?.metadata as { uid: string }).uid;
    };
    const kubeconfig = twoContexts();

    it("has what is in one cluster in no other", async () => {
        const here = await through({ kubeconfig, context: "here" });
        const there = await through({ kubeconfig, context: "there" });
        const made = await here.create(namespace, "shop", { metadata: { name: "shop" } });
        assert.notEqual(await here.read(namespace, "shop"), undefined);
        assert.equal(await there.read(namespace, "shop"), undefined);
        await there.create(namespace, "shop", { metadata: { name: "shop" } });
        await here.delete(made);
        assert.notEqual(await there.read(namespace, "shop"), undefined);
    });

    it("tells clusters apart by the uid of kube-system, wherever their servers are", async () => {
        const here = await uidOf(await through({ kubeconfig }));
        const moved = twoContexts({ server: "https://198.51.100.1:6443", authority: "c2Vjb25k" });
        assert.equal(await uidOf(await through({ kubeconfig: moved })), here);
        assert.notEqual(await uidOf(await through({ kubeconfig, context: "there" })), here);
        await sandbox.restart();
        assert.equal(await uidOf(await through({ kubeconfig })), here);
    });

    it("asks no cluster where the kubeconfig leads to none, and previews all the same", async () => {
        const nowhere = await through({ kubeconfig, context: "nowhere" });
        const news = { metadata: { name: "shop" } };
        await nowhere.preview(namespace, "shop", news);
        await assert.rejects(
            nowhere.create(namespace, "shop", news),
            /^Error: configured Kubernetes cluster is unreachable: /,
        );
    });
});
