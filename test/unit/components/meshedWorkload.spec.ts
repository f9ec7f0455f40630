import assert from "node:assert/strict";

import {
    MeshedWorkload,
    type MeshedWorkloadArgs,
    meshedWorkloadProblems,
} from "../../../components/apps/meshedWorkload";
import { accessModel, allow, type AllowedEdge, namespace } from "../../../access/index";
import { only, recordResources } from "../../support/recordResources";

const shop = namespace("shop");
const web = shop.workload("web", { ports: {} });
const cart = shop.workload("cart", {
    ports: {
        http: { port: 8000, servicePort: 80, protocol: "HTTP/1", probes: ["/ready", "/alive"] },
        grpc: { port: 9000, protocol: "gRPC" },
        quiet: { port: 9100, protocol: "HTTP/1" },
    },
});
const model = (...edges: AllowedEdge[]) =>
    accessModel({ kubelet: ["10.42.0.0/16"], namespaces: [shop], edges });
const args: MeshedWorkloadArgs = {
    access: model(allow(web).to(cart.port("http")), allow(web).to(cart.port("grpc"))),
    namespace: "shop",
    workload: "cart",
    image: "registry.example.com/cart:1.4.2",
};

interface DeploymentSpec {
    template: {
        metadata: { annotations: Record<string, string> };
        spec: {
            serviceAccountName: string;
            automountServiceAccountToken: boolean;
            securityContext: object;
            containers: {
                securityContext: object;
                readinessProbe?: object;
                livenessProbe?: object;
            }[];
            volumes: object[];
        };
    };
}

const record = (changes: Partial<MeshedWorkloadArgs> = {}) =>
    recordResources(() => {
        new MeshedWorkload("cart", { ...args, ...changes });
    });
const templateOf = async (changes?: Partial<MeshedWorkloadArgs>) =>
    (only(await record(changes), "kubernetes:apps/v1:Deployment").spec as DeploymentSpec).template;

describe("MeshedWorkload", () => {
    it("has a ServiceAccount of its own, whose token is not mounted", async () => {
        const { spec } = await templateOf();
        assert.equal(spec.serviceAccountName, "cart");
        assert.equal(spec.automountServiceAccountToken, false);
        const serviceAccount = only(await record(), "kubernetes:core/v1:ServiceAccount");
        assert.equal(serviceAccount.automountServiceAccountToken, false);
    });

    it("says on its pods that they are meshed and refuse what was not said", async () => {
        const { annotations } = (await templateOf()).metadata;
        assert.equal(annotations["linkerd.io/inject"], "enabled");
        assert.equal(annotations["config.linkerd.io/default-inbound-policy"], "deny");
    });

    it("rolls its pods when the default policy changes, which a proxy reads at its start", async () => {
        const { annotations } = (await templateOf()).metadata;
        assert.match(annotations["zero-trust/default-policy"] ?? "", /^[0-9a-f]{16}$/);
    });

    it("runs under the restricted Pod Security Standard with a read-only file system", async () => {
        const { spec } = await templateOf();
        assert.deepEqual(spec.securityContext, {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            seccompProfile: { type: "RuntimeDefault" },
        });
        assert.deepEqual(spec.containers[0]?.securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        });
    });

    it("is probed where the model says that it is ready, and that it is alive", async () => {
        const [container] = (await templateOf()).spec.containers;
        assert.deepEqual(
            [container?.readinessProbe, container?.livenessProbe],
            [
                { httpGet: { path: "/ready", port: "http" } },
                { httpGet: { path: "/alive", port: "http" } },
            ],
        );
    });

    it("serves, by name, the container ports that somebody may call", async () => {
        const { spec } = only(await record(), "kubernetes:core/v1:Service");
        assert.deepEqual((spec as { ports: unknown }).ports, [
            { name: "http", port: 80, targetPort: "http" },
            { name: "grpc", port: 9000, targetPort: "grpc", appProtocol: "kubernetes.io/h2c" },
        ]);
    });

    it("has no Service where nobody may call it", async () => {
        const resources = await record({ access: model() });
        assert.deepEqual(
            resources.filter(({ type }) => type === "kubernetes:core/v1:Service"),
            [],
        );
    });

    it("mounts a ConfigMap, a Secret and an empty directory", async () => {
        const { spec } = await templateOf({
            volumes: [
                { name: "configuration", mountPath: "/etc/cart", configMap: "cart" },
                { name: "users", mountPath: "/etc/users", secret: "users" },
                { name: "tmp", mountPath: "/tmp" },
            ],
        });
        assert.deepEqual(spec.volumes, [
            { name: "configuration", configMap: { name: "cart" } },
            { name: "users", secret: { secretName: "users" } },
            { name: "tmp", emptyDir: {} },
        ]);
    });

    it("reports every problem at once", () => {
        const problems = meshedWorkloadProblems({
            ...args,
            access: { ...args.access, kubelet: ["nodes"] },
            workload: "crat",
            runAsUser: 0,
        });
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["access.kubelet[0]", "workload", "runAsUser"],
        );
    });

    it("refuses more probes than a container has", () => {
        const busy = namespace("busy");
        busy.workload("cart", {
            ports: { http: { port: 80, protocol: "HTTP/1", probes: ["/a", "/b", "/c"] } },
        });
        const access = accessModel({ kubelet: ["10.42.0.0/16"], namespaces: [busy], edges: [] });
        assert.deepEqual(
            meshedWorkloadProblems({ ...args, access, namespace: "busy" }).map(({ path }) => path),
            ["access.namespaces.busy.workloads.cart"],
        );
    });
});
