import assert from "node:assert/strict";
import { isSecret, plainObject, secret, unknown } from "../../../sandbox/standins/properties";
import type { Properties } from "../../../sandbox/standins/properties";
import { World } from "../../../sandbox/standins/world";
import { Sandbox, type EngineClient, type Resource } from "./engineClient";

const Type = {
    configMap: "kubernetes:core/v1:ConfigMap",
    definition: "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
    deployment: "kubernetes:apps/v1:Deployment",
    namespace: "kubernetes:core/v1:Namespace",
    secret: "kubernetes:core/v1:Secret",
    service: "kubernetes:core/v1:Service",
    widget: "kubernetes:example.com/v1:Widget",
} as const;

const namespace = (name: string): Properties => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
});

const configMap = (metadata: Properties, data: Properties = {}): Properties => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data,
});

const service = (type: string): Properties => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { type, ports: [{ port: 80 }] },
});

const deployment = (labels: Properties, image = "example.com/web:1.0.0"): Properties => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
        selector: { matchLabels: { app: "web" } },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image }] } },
    },
});

const definition: Properties = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { kind: "Widget", plural: "widgets" },
        versions: [
            {
                name: "v1",
                served: true,
                storage: true,
                schema: {
                    openAPIV3Schema: {
                        type: "object",
                        properties: {
                            spec: {
                                type: "object",
                                required: ["port"],
                                properties: {
                                    port: {
                                        anyOf: [{ type: "integer" }, { type: "string" }],
                                        "x-kubernetes-int-or-string": true,
                                    },
                                    free: {
                                        type: "object",
                                        "x-kubernetes-preserve-unknown-fields": true,
                                    },
                                },
                            },
                        },
                    },
                },
            },
        ],
    },
};

const widget = (spec: Properties, apiVersion = "example.com/v1"): Properties => ({
    apiVersion,
    kind: "Widget",
    metadata: { name: "w" },
    spec,
});

describe("the stand-in for Kubernetes", () => {
    let sandbox: Sandbox;
    let kubernetes: EngineClient;

    beforeEach(async () => {
        sandbox = new Sandbox();
        await sandbox.start();
        kubernetes = sandbox.provider("kubernetes");
    });

    afterEach(() => sandbox.remove());

    it("names an object after its resource where it has no name, and keeps the name", async () => {
        const made = await kubernetes.create(Type.configMap, "settings", configMap({}));
        assert.match(made.id, /^default\/settings-[0-9a-f]{8}$/);
        assert.deepEqual((await kubernetes.diff(made, configMap({}))).changed, []);
    });

    it("refuses an object whose namespace does not exist, but not in a preview", async () => {
        const inputs = configMap({ name: "c", namespace: "faces" });
        await kubernetes.preview(Type.configMap, "c", inputs);
        await assert.rejects(kubernetes.create(Type.configMap, "c", inputs), {
            message: 'namespaces "faces" not found; create it first and depend on it',
        });
        await kubernetes.create(Type.namespace, "faces", namespace("faces"));
        const made = await kubernetes.create(Type.configMap, "c", inputs);
        assert.equal(made.id, "faces/c");
    });

    it("refuses what already exists, also the namespaces that every cluster has", async () => {
        await kubernetes.create(Type.namespace, "faces", namespace("faces"));
        for (const name of ["faces", "kube-system"]) {
            await assert.rejects(kubernetes.create(Type.namespace, "again", namespace(name)), {
                message:
                    `namespaces "${name}" already exists; give it another name, ` +
                    "or take the existing one over with `pulumi import`",
            });
        }
    });

    it("deletes with a namespace what is in it", async () => {
        const faces = await kubernetes.create(Type.namespace, "faces", namespace("faces"));
        const inside = configMap({ name: "c", namespace: "faces" });
        const made = await kubernetes.create(Type.configMap, "c", inside);
        await kubernetes.delete(faces);
        assert.equal(await kubernetes.read(Type.configMap, made.id, made), undefined);
    });

    it("deletes what is already gone", async () => {
        const made = await kubernetes.create(Type.configMap, "c", configMap({ name: "c" }));
        await kubernetes.delete(made);
        await kubernetes.delete(made);
    });

    it("does not update what is gone", async () => {
        const made = await kubernetes.create(Type.service, "web", service("ClusterIP"));
        await kubernetes.delete(made);
        await assert.rejects(kubernetes.update(made, service("LoadBalancer")), {
            message: 'services "web" not found; run `pulumi refresh` to see what is left',
        });
    });

    it("gives a LoadBalancer Service an address, once it is really made", async () => {
        const previewed = await kubernetes.preview(Type.service, "web", service("LoadBalancer"));
        assert.equal("status" in previewed, false);
        const made = await kubernetes.create(Type.service, "web", service("LoadBalancer"));
        assert.match(
            JSON.stringify(made.state.status),
            /^\{"loadBalancer":\{"ingress":\[\{"ip":"203\.0\.113\.\d+"\}\]\}\}$/,
        );
        assert.deepEqual(await kubernetes.read(Type.service, "default/web"), made.state);
    });

    it("keeps a Secret's content secret though the program did not say so", async () => {
        const made = await kubernetes.create(Type.secret, "s", {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            stringData: { password: "hunter2" },
        });
        const data = made.state.data as Properties;
        assert.ok(isSecret(data.password));
        assert.deepEqual(plainObject(data), { password: "aHVudGVyMg==" });
        assert.deepEqual(await kubernetes.read(Type.secret, made.id, made), made.state);
    });

    it("tells a secret to nobody but the stack that made it", async () => {
        const made = await kubernetes.create(
            Type.configMap,
            "c",
            configMap({ name: "c" }, { key: secret("hunter2") }),
        );
        await assert.rejects(kubernetes.read(Type.configMap, made.id), {
            message:
                "ConfigMap default/c.data.key: stand-ins keep no secret, so only the stack that " +
                "made it can read it; pass the value from there",
        });
    });

    it("replaces a Deployment for its selector and updates it for its image", async () => {
        const made = await kubernetes.create(Type.deployment, "web", deployment({ app: "web" }));
        const image = deployment({ app: "web" }, "example.com/web:1.0.1");
        assert.deepEqual(await kubernetes.diff(made, image), {
            changed: ["spec.template.spec.containers[0].image"],
            replaces: [],
            deleteBeforeReplace: false,
        });
        const selector = { matchLabels: { app: "web", tier: "front" } };
        const other = deployment({ app: "web", tier: "front" });
        const { replaces } = await kubernetes.diff(made, {
            ...other,
            spec: { ...(other.spec as Properties), selector },
        });
        assert.deepEqual(replaces, ["spec.selector.matchLabels.tier"]);
    });

    it("replaces what moves to another namespace, without deleting the old one first", async () => {
        const made = await kubernetes.create(Type.configMap, "c", configMap({ name: "c" }));
        const moved = configMap({ name: "c", namespace: "kube-system" });
        assert.deepEqual(await kubernetes.diff(made, moved), {
            changed: ["metadata.namespace"],
            replaces: ["metadata.namespace"],
            deleteBeforeReplace: false,
        });
    });

    it("replaces a ConfigMap whose data changes, the old one first because of its name", async () => {
        const made = await kubernetes.create(
            Type.configMap,
            "c",
            configMap({ name: "c" }, { a: "1" }),
        );
        assert.deepEqual(await kubernetes.diff(made, configMap({ name: "c" }, { a: "2" })), {
            changed: ["data.a"],
            replaces: ["data.a"],
            deleteBeforeReplace: true,
        });
    });

    it("refuses a Deployment whose selector does not select its own pods", async () => {
        const { failures } = await kubernetes.check(
            Type.deployment,
            "web",
            deployment({ app: "other" }),
        );
        assert.deepEqual(failures, [
            "spec.template.metadata.labels: `selector` does not match template `labels`: " +
                "add app: web, which spec.selector.matchLabels asks for",
        ]);
    });

    it("lets unknown values pass its checks", async () => {
        const inputs = deployment({ app: unknown }, "example.com/web:1.0.0");
        assert.deepEqual((await kubernetes.check(Type.deployment, "web", inputs)).failures, []);
    });

    describe("with custom resources", () => {
        it("refuses one whose definition does not exist, but not in a preview", async () => {
            await kubernetes.preview(Type.widget, "w", widget({ port: 80 }));
            await assert.rejects(
                kubernetes.create(Type.widget, "w", widget({ port: 80 })),
                (error) => {
                    assert.ok(error instanceof Error);
                    assert.match(
                        error.message,
                        /no matches for kind "Widget" in version "example\.com\/v1"$/,
                    );
                    return true;
                },
            );
        });

        it("refuses a version that is not served", async () => {
            await kubernetes.create(Type.definition, "widgets", definition);
            await assert.rejects(
                kubernetes.create(
                    "kubernetes:example.com/v2:Widget",
                    "w",
                    widget({ port: 80 }, "example.com/v2"),
                ),
                /no matches for kind "Widget" in version "example\.com\/v2"$/,
            );
        });

        it("names the path of an unknown field, and of one that is missing", async () => {
            await kubernetes.create(Type.definition, "widgets", definition);
            const { failures } = await kubernetes.check(Type.widget, "w", widget({ prot: 80 }));
            assert.deepEqual(failures, [
                "spec.port: missing required field; set it",
                "spec.prot: unknown field; remove it or correct its spelling",
            ]);
        });

        it("takes numbers and names where a definition wants either, and any field where it wants any", async () => {
            await kubernetes.create(Type.definition, "widgets", definition);
            for (const port of [80, "http", unknown]) {
                const inputs = widget({ port, free: { anything: { goes: true } } });
                assert.deepEqual((await kubernetes.check(Type.widget, "w", inputs)).failures, []);
            }
        });

        it("deletes with a definition the objects of its kind", async () => {
            const made: Resource = await kubernetes.create(Type.definition, "widgets", definition);
            const one = await kubernetes.create(Type.widget, "w", widget({ port: 80 }));
            await kubernetes.delete(made);
            assert.equal(await kubernetes.read(Type.widget, one.id, one), undefined);
        });
    });

    it("has an empty world once everything is deleted", async () => {
        const faces = await kubernetes.create(Type.namespace, "faces", namespace("faces"));
        await kubernetes.delete(faces);
        assert.equal(new World(sandbox.worldFile).isEmpty, true);
    });
});
