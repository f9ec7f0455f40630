import assert from "node:assert/strict";

import { at, isPlainObject, textAt, type PlainObject } from "../../sandbox/standins/properties";
import { startInjector } from "./startInjector";
import { TestCluster } from "./testCluster";

const pod = (
    namespace: string,
    annotations: PlainObject = {},
    spec: PlainObject = {},
    labels: PlainObject = {},
): PlainObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "pod", namespace, annotations, labels },
    spec: {
        initContainers: [{ name: "migrate", image: "example.com/migrate:1.0.0" }],
        containers: [{ name: "web", image: "example.com/web:1.0.0" }],
        ...spec,
    },
});

describe("What stands in for Linkerd's injector", function () {
    this.timeout(60 * 60_000);

    let cluster: TestCluster;

    before(async () => {
        cluster = await TestCluster.start();
        for (const [name, inject] of [
            ["meshed", "enabled"],
            ["unmeshed", "disabled"],
        ] as const) {
            const annotations = { "linkerd.io/inject": inject };
            await cluster.apply({
                apiVersion: "v1",
                kind: "Namespace",
                metadata: { name, annotations },
            });
        }
        await startInjector(cluster, {
            identityTrustDomain: "prod.example.com",
            webhookFailurePolicy: "Fail",
        });
    });

    after(() => cluster.stop());

    async function initContainers(object: PlainObject): Promise<PlainObject[]> {
        const admitted = await cluster.apply(object, { dryRun: true });
        const containers = at(admitted, "spec", "initContainers");
        return (Array.isArray(containers) ? containers : []).filter((each) => isPlainObject(each));
    }

    const names = async (object: PlainObject) =>
        (await initContainers(object)).map((each) => textAt(each, "name"));

    it("adds the proxy to a pod in a meshed namespace, before what the pod has", async () => {
        assert.deepEqual(await names(pod("meshed")), ["linkerd-init", "linkerd-proxy", "migrate"]);
        const alone = pod("meshed", {}, { initContainers: [] });
        assert.deepEqual(await names(alone), ["linkerd-init", "linkerd-proxy"]);
    });

    for (const list of ["containers", "initContainers"]) {
        for (const name of ["linkerd-init", "linkerd-proxy"]) {
            it(`adds nothing to a pod that has ${name} among its ${list}`, async () => {
                const own = { name, image: "cr.l5d.io/linkerd/proxy:edge-26.8.3" };
                const others = { containers: "main", initContainers: "first" };
                const spec = Object.fromEntries(
                    Object.entries(others).map(([each, other]) => [
                        each,
                        [each === list ? own : { ...own, name: other }],
                    ]),
                );
                const expected = list === "initContainers" ? name : "first";
                assert.deepEqual(await names(pod("meshed", {}, spec)), [expected]);
            });
        }
    }

    it("gives the proxy the identity that the installation says", async () => {
        const containers = await initContainers(pod("meshed"));
        const proxy = containers.find(({ name }) => name === "linkerd-proxy");
        assert.equal(proxy?.image, "cr.l5d.io/linkerd/proxy:edge-26.8.3");
        assert.equal(proxy.restartPolicy, "Always");
        const { env } = proxy;
        assert.ok(Array.isArray(env));
        assert.deepEqual(env.at(-1), {
            name: "LINKERD2_PROXY_IDENTITY_LOCAL_NAME",
            value: "$(_pod_sa).$(_pod_ns).serviceaccount.identity.linkerd.prod.example.com",
        });
    });

    for (const [title, object, injected] of [
        ["a pod that opts out", pod("meshed", { "linkerd.io/inject": "disabled" }), false],
        ["a pod that opts in", pod("unmeshed", { "linkerd.io/inject": "enabled" }), true],
        ["an ingress' pod", pod("unmeshed", { "linkerd.io/inject": "ingress" }), true],
        ["any other pod", pod("unmeshed"), false],
        ["a pod in the host's network", pod("meshed", {}, { hostNetwork: true }), false],
        [
            "a pod of the control plane",
            pod("meshed", {}, {}, { "linkerd.io/control-plane-component": "identity" }),
            false,
        ],
        ["a pod in kube-system", pod("kube-system", { "linkerd.io/inject": "enabled" }), false],
    ] as const) {
        it(`${injected ? "adds it to" : "adds nothing to"} ${title}`, async () => {
            assert.equal((await names(object)).includes("linkerd-proxy"), injected);
        });
    }
});
