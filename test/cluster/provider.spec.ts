import assert from "node:assert/strict";

import { KubernetesOnApiServer } from "../../sandbox/apiServer/kubernetesProvider";
import { managedObjects, objectsLeft } from "../../sandbox/apiServer/managedObjects";
import {
    at,
    isSecret,
    plainObject,
    secret,
    type Properties,
} from "../../sandbox/standins/properties";
import { World } from "../../sandbox/standins/world";
import { Sandbox, type EngineClient } from "../unit/standins/engineClient";
import { TestCluster } from "./testCluster";

const Type = {
    configMap: "kubernetes:core/v1:ConfigMap",
    deployment: "kubernetes:apps/v1:Deployment",
    namespace: "kubernetes:core/v1:Namespace",
    namespacePatch: "kubernetes:core/v1:NamespacePatch",
    release: "kubernetes:helm.sh/v3:Release",
    secret: "kubernetes:core/v1:Secret",
    server: "kubernetes:policy.linkerd.io/v1beta3:Server",
    service: "kubernetes:core/v1:Service",
} as const;

const namespace = (name: string, labels: Properties = {}): Properties => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels },
});

const configMap = (data: Properties, metadata: Properties = {}): Properties => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "c", namespace: "shop", ...metadata },
    data,
});

const deployment = (app: string, spec: Properties = {}): Properties => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: {
        selector: { matchLabels: { app } },
        template: {
            metadata: { labels: { app } },
            spec: { containers: [{ name: "web", image: "example.com/web:1.0.0", env: [] }] },
        },
        ...spec,
    },
});

const linkerdCrds: Properties = {
    chart: "linkerd-crds",
    repositoryOpts: { repo: "https://helm.linkerd.io/edge" },
    version: "2026.8.3",
    name: "linkerd-crds",
    namespace: "default",
};

describe("The Kubernetes provider in front of a real API server", function () {
    this.timeout(60 * 60_000);

    let cluster: TestCluster;
    let sandbox: Sandbox;
    let kubernetes: EngineClient;

    before(async () => {
        cluster = await TestCluster.start();
    });

    after(() => cluster.stop());

    beforeEach(async () => {
        sandbox = new Sandbox((world, reference) => ({
            standIn: new KubernetesOnApiServer(world, reference, cluster.objects),
        }));
        await sandbox.start();
        kubernetes = sandbox.provider("kubernetes");
    });

    afterEach(() => sandbox.remove());

    async function live(apiVersion: string, kind: string, name: string, inside = "shop") {
        const served = await cluster.objects.kind(apiVersion, kind);
        assert.ok(served);
        return cluster.objects.get(served, {
            name,
            namespace: served.namespaced ? inside : undefined,
        });
    }

    describe("before a namespace is there", () => {
        it("previews what is to be in it by its inputs", async () => {
            const previewed = await kubernetes.preview(Type.deployment, "web", deployment("web"));
            assert.deepEqual(previewed, deployment("web"));
        });

        it("refuses to make it, in the API server's own words", async () => {
            await assert.rejects(kubernetes.create(Type.configMap, "c", configMap({})), {
                message: 'namespaces "shop" not found',
            });
        });
    });

    describe("in a namespace", () => {
        before(() => cluster.apply(plainObject(namespace("shop"))));

        afterEach(async () => {
            const objects = await managedObjects(cluster.objects, (name) => name !== "");
            await Promise.all(
                objects
                    .filter(({ name }) => name.namespace === "shop" && name.name !== "default")
                    .map(({ kind, name }) => cluster.objects.delete(kind, name)),
            );
        });

        it("previews with the API server's defaults, and makes nothing", async () => {
            const previewed = plainObject(
                await kubernetes.preview(Type.deployment, "web", deployment("web")),
            );
            assert.equal(at(previewed, "spec", "progressDeadlineSeconds"), 600);
            assert.deepEqual(at(previewed, "metadata"), { name: "web", namespace: "shop" });
            assert.equal(previewed.status, undefined);
            assert.equal(await live("apps/v1", "Deployment", "web"), undefined);
        });

        it("refuses a field that is none as early as in the preview", async () => {
            await assert.rejects(
                kubernetes.preview(Type.deployment, "web", deployment("web", { replica: 2 })),
                /\.spec\.replica: field not declared in schema/,
            );
        });

        it("refuses what is there already, whoever made it", async () => {
            await cluster.apply(plainObject(configMap({})));
            await assert.rejects(kubernetes.create(Type.configMap, "c", configMap({})), {
                message:
                    'configmaps "c" already exists; give it another name, ' +
                    "or take the existing one over with `pulumi import`",
            });
        });

        it("owns its fields: another's change of them is a conflict, until it is taken over", async () => {
            const mine = await kubernetes.create(Type.configMap, "c", configMap({ a: "1" }));
            const served = await cluster.objects.kind("v1", "ConfigMap");
            assert.ok(served);
            const theirs = plainObject(configMap({ a: "2" }));
            await cluster.objects.apply(served, theirs, { manager: "other", force: true });
            await assert.rejects(
                kubernetes.update(mine, configMap({ a: "3" })),
                /conflict with "other": \.data\.a\nAnother manager owns these fields/,
            );
            const annotations = { "pulumi.com/patchForce": "true" };
            await kubernetes.update(mine, configMap({ a: "3" }, { annotations }));
            assert.deepEqual((await live("v1", "ConfigMap", "c"))?.data, { a: "3" });
        });

        it("replaces a Deployment whose selector changes; the API server would refuse an update", async () => {
            const web = await kubernetes.create(Type.deployment, "web", deployment("web"));
            const { replaces } = await kubernetes.diff(web, deployment("other"));
            assert.deepEqual(replaces, ["spec.selector.matchLabels.app"]);
            await assert.rejects(
                kubernetes.update(web, deployment("other")),
                /spec\.selector: Invalid value: .*: field is immutable/,
            );
            await kubernetes.delete(web);
            await kubernetes.create(Type.deployment, "web", deployment("other"));
        });

        it("previews a replacement while the old one is still there", async () => {
            await kubernetes.create(Type.deployment, "web", deployment("web"));
            await kubernetes.preview(Type.deployment, "web", deployment("other"));
        });

        it("reads back the inputs it was given, whatever the API server added or left out", async () => {
            const web = await kubernetes.create(Type.deployment, "web", deployment("web"));
            const found = await kubernetes.find(Type.deployment, web.id, web);
            assert.deepEqual(found?.inputs, web.inputs);
            assert.deepEqual(found.state, web.state);
        });

        it("sees what somebody else has changed", async () => {
            const web = await kubernetes.create(
                Type.deployment,
                "web",
                deployment("web", { replicas: 2 }),
            );
            const served = await cluster.objects.kind("apps/v1", "Deployment");
            assert.ok(served);
            const theirs = plainObject(deployment("web", { replicas: 5 }));
            await cluster.objects.apply(served, theirs, { manager: "other", force: true });
            const found = await kubernetes.find(Type.deployment, web.id, web);
            assert.equal(at(plainObject(found?.inputs ?? {}), "spec", "replicas"), 5);
        });

        it("keeps secret what was secret, and what a Secret holds in any case", async () => {
            const hidden = await kubernetes.create(
                Type.configMap,
                "c",
                configMap({ open: "1", hidden: secret("hunter2") }),
            );
            const { data } = hidden.state as { data: Properties };
            assert.ok(isSecret(data.hidden) && !isSecret(data.open));
            const credentials = await kubernetes.create(Type.secret, "s", {
                apiVersion: "v1",
                kind: "Secret",
                metadata: { name: "s", namespace: "shop" },
                stringData: { password: "hunter2" },
            });
            const content = (credentials.state as { data: Properties }).data;
            assert.ok(isSecret(content.password));
            assert.deepEqual(plainObject(content), { password: "aHVudGVyMg==" });
            const found = await kubernetes.find(Type.secret, credentials.id, credentials);
            assert.deepEqual(found?.inputs, credentials.inputs);
        });

        it("gives a Service of type LoadBalancer an address", async () => {
            const service = await kubernetes.create(Type.service, "web", {
                apiVersion: "v1",
                kind: "Service",
                metadata: { name: "web", namespace: "shop" },
                spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
            });
            const { status } = plainObject(service.state);
            assert.match(JSON.stringify(status), /"ip":"203\.0\.113\.\d+"/);
            assert.deepEqual((await live("v1", "Service", "web"))?.status, status);
        });

        it("adds a patch's fields to what somebody else made, and takes only those away", async () => {
            await cluster.apply(plainObject(namespace("kube-public", { theirs: "1" })));
            const patch = await kubernetes.create(
                Type.namespacePatch,
                "patch",
                namespace("kube-public", { ours: "1" }),
            );
            const labels = async () =>
                at((await live("v1", "Namespace", "kube-public")) ?? {}, "metadata", "labels");
            const given = { "kubernetes.io/metadata.name": "kube-public", theirs: "1" };
            assert.deepEqual(await labels(), { ...given, ours: "1" });
            await kubernetes.delete(patch);
            assert.deepEqual(await labels(), given);
        });

        describe("with a release that brings definitions", () => {
            const server = { podSelector: {}, port: "http" };
            const face: Properties = {
                apiVersion: "policy.linkerd.io/v1beta3",
                kind: "Server",
                metadata: { name: "face", namespace: "shop" },
                spec: server,
            };

            it("previews their kinds before they are there, and makes objects only afterwards", async () => {
                assert.deepEqual(await kubernetes.preview(Type.server, "face", face), face);
                await assert.rejects(
                    kubernetes.create(Type.server, "face", face),
                    /no matches for kind "Server" in version "policy\.linkerd\.io\/v1beta3"$/,
                );
                const release = await kubernetes.create(Type.release, "crds", linkerdCrds);
                const made = await kubernetes.create(Type.server, "face", face);
                assert.equal(made.id, "shop/face");
                await kubernetes.delete(release);
                assert.equal(
                    await cluster.objects.kind("policy.linkerd.io/v1beta3", "Server"),
                    undefined,
                );
                await kubernetes.delete(made);
            });

            it("are made up on an API server that lost them", async () => {
                const release = await kubernetes.create(Type.release, "crds", linkerdCrds);
                const served = await cluster.objects.kind(
                    "apiextensions.k8s.io/v1",
                    "CustomResourceDefinition",
                );
                assert.ok(served);
                const name = "servers.policy.linkerd.io";
                await cluster.objects.delete(served, { namespace: undefined, name });
                await sandbox.restart();
                kubernetes = sandbox.provider("kubernetes");
                await kubernetes.create(Type.configMap, "c", configMap({}));
                await kubernetes.create(Type.server, "face", face);
                await kubernetes.delete(release);
            });
        });
    });

    it("deletes with a namespace what is in it, also what others made there", async () => {
        const gone = await kubernetes.create(Type.namespace, "gone", namespace("gone"));
        const inside = configMap({}, { namespace: "gone" });
        await kubernetes.create(Type.configMap, "c", inside);
        const theirs = configMap({}, { namespace: "gone", name: "theirs" });
        await cluster.apply(plainObject(theirs));
        assert.deepEqual(await objectsLeft(cluster.objects), [
            "ConfigMap gone/c",
            "Namespace gone",
        ]);
        await kubernetes.delete(gone);
        assert.equal(await live("v1", "ConfigMap", "theirs", "gone"), undefined);
        assert.deepEqual(await objectsLeft(cluster.objects), []);
        assert.equal(new World(sandbox.worldFile).isEmpty, true);
    });
});
