import assert from "node:assert/strict";
import { keyOf, World, type Thing } from "../../sandbox/standins/world";
import { removeUnowned } from "../../sandbox/sweep";

function thing(kind: string, id: string, more: Partial<Thing> = {}): Thing {
    return { provider: "kubernetes", kind, id, state: {}, inputs: { kind }, ...more };
}

function worldOf(...things: Thing[]): World {
    const world = new World();
    for (const one of things) {
        world.put(one);
    }
    return world;
}

function namesIn(world: World): string[] {
    return ["civo", "kubernetes"].flatMap((provider) => world.list(provider).map(({ id }) => id));
}

describe("what a killed run made but could not write down", () => {
    it("is removed, and what a state owns stays", async () => {
        const world = worldOf(
            thing("ConfigMap", "faces/kept"),
            thing("ConfigMap", "faces/lost"),
            thing("policy.linkerd.io/Server", "faces/server"),
            thing("civo:index/network:Network", "n-1", { provider: "civo" }),
            thing("civo:index/network:Network", "n-2", { provider: "civo" }),
        );
        const removed = await removeUnowned(world, [
            { urn: "", type: "kubernetes:core/v1:ConfigMap", id: "faces/kept" },
            { urn: "", type: "kubernetes:policy.linkerd.io/v1beta3:Server", id: "faces/server" },
            { urn: "", type: "civo:index/network:Network", id: "n-1" },
        ]);
        assert.equal(removed, 2);
        assert.deepEqual(namesIn(world), ["n-1", "faces/kept", "faces/server"]);
    });

    it("is not mistaken for a resource of another kind with the same name", async () => {
        const world = worldOf(
            thing("ServiceAccount", "faces/face"),
            thing("Service", "faces/face"),
        );
        await removeUnowned(world, [
            { urn: "", type: "kubernetes:core/v1:Service", id: "faces/face" },
        ]);
        assert.deepEqual(
            world.list("kubernetes").map(({ kind }) => kind),
            ["Service"],
        );
    });

    it("takes with it what it brought", async () => {
        const release = thing("helm.sh/Release", "linkerd/crds");
        const owner = keyOf("kubernetes", release.kind, release.id);
        const world = worldOf(release, thing("CustomResourceDefinition", "servers", { owner }));
        assert.equal(await removeUnowned(world, []), 1);
        assert.equal(world.isEmpty, true);
    });

    it("is told from what comes with a cluster, which no state owns either", async () => {
        const world = worldOf(thing("Namespace", "kube-system", { inputs: {} }));
        assert.equal(await removeUnowned(world, []), 0);
        assert.deepEqual(namesIn(world), ["kube-system"]);
    });
});
