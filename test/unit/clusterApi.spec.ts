import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { clusterReader, whyNotAsked } from "../../components/cluster/clusterReader";
import { startClusterApi } from "../../sandbox/clusterApi";
import { kubeconfigText } from "../../sandbox/standins/kubeconfigText";
import type { ClusterApi } from "../../sandbox/standins/server";

const orders = { group: "acme.cert-manager.io", version: "v1", plural: "orders" };
const path = "/apis/acme.cert-manager.io/v1/namespaces/emissary/orders";

describe("What the kubeconfig of the sandbox leads to", function () {
    let api: ClusterApi;
    const start = async (seed: string) => {
        api = await startClusterApi(seed, (asked) =>
            Promise.resolve(
                asked === path ? { items: [{ metadata: { name: "first" } }] } : undefined,
            ),
        );
        return kubeconfigText("sandbox", api.access);
    };

    afterEach(() => api.stop());

    const names = async (text: string, namespace = "emissary") => {
        const reader = await clusterReader(text);
        return (await reader.list(orders, namespace)).map(({ metadata }) => metadata?.name);
    };

    it("answers who reads with it", async () => {
        assert.deepEqual(await names(await start("a seed")), ["first"]);
    });

    it("is believed by who has the kubeconfig of an earlier run", async () => {
        const earlier = await start("a seed");
        await api.stop();
        await start("a seed");
        assert.deepEqual(await names(earlier), ["first"]);
    });

    it("is another for each seed", async () => {
        await start("a seed");
        const { access } = api;
        await api.stop();
        await start("another seed");
        assert.notEqual(api.access.token, access.token);
        assert.notEqual(api.access.authority, access.authority);
    });

    it("says that there is nothing of a path that is not served", async () => {
        const text = await start("a seed");
        const refusal = await names(text, "faces").catch((error: unknown) => error);
        assert.equal(whyNotAsked(refusal), "its API server answered with status 404");
    });

    for (const [what, token, method, status] of [
        ["who has no token", "", "GET", 401],
        ["who has another token", "another", "GET", 401],
        ["who would change something", undefined, "DELETE", 405],
    ] as const) {
        it(`refuses ${what}`, async () => {
            await start("a seed");
            const { server, authority, token: right } = api.access;
            const sent = request(`${server}${path}`, {
                method,
                ca: authority,
                headers: { authorization: `Bearer ${token ?? right}` },
                agent: false,
            }).end();
            const [answer] = (await once(sent, "response")) as [IncomingMessage];
            answer.resume();
            assert.equal(answer.statusCode, status);
        });
    }
});
