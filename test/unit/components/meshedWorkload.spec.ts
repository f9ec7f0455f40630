import assert from "node:assert/strict";

import {
    MeshedWorkload,
    type MeshedWorkloadArgs,
    meshedWorkloadProblems,
} from "../../../components/apps/meshedWorkload";
import { only, recordResources } from "../../support/recordResources";

const args: MeshedWorkloadArgs = {
    namespace: "shop",
    workload: "cart",
    image: "registry.example.com/cart:1.4.2",
    ports: [
        {
            name: "http",
            containerPort: 8000,
            servicePort: 80,
            protocol: "HTTP/1",
            callers: [{ serviceAccount: "web", namespace: "shop" }],
            readinessPath: "/ready",
        },
    ],
};

interface DeploymentSpec {
    template: {
        metadata: { annotations: Record<string, string> };
        spec: {
            serviceAccountName: string;
            automountServiceAccountToken: boolean;
            securityContext: object;
            containers: { securityContext: object; readinessProbe?: object }[];
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
        assert.deepEqual((await templateOf()).metadata.annotations, {
            "linkerd.io/inject": "enabled",
            "config.linkerd.io/default-inbound-policy": "deny",
        });
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

    it("is probed where it says that it is ready", async () => {
        const { spec } = await templateOf();
        assert.deepEqual(spec.containers[0]?.readinessProbe, {
            httpGet: { path: "/ready", port: "http" },
        });
    });

    it("serves its container port by name, so that the Server finds it", async () => {
        const resources = await record();
        const { spec } = only(resources, "kubernetes:core/v1:Service");
        assert.deepEqual((spec as { ports: unknown }).ports, [
            { name: "http", port: 80, targetPort: "http" },
        ]);
        const server = only(resources, "kubernetes:policy.linkerd.io/v1beta3:Server").spec;
        assert.equal((server as { port: unknown }).port, "http");
    });

    it("has no Service for a port that nobody may call", async () => {
        const resources = await record({
            ports: [{ name: "ready", containerPort: 8081, protocol: "HTTP/1", callers: [] }],
        });
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
            namespace: "Shop",
            workload: "-cart",
            runAsUser: 0,
            probeNetworks: ["0.0.0.0/0"],
            ports: [
                { name: "8000", containerPort: 0, protocol: "HTTP", callers: [] },
                {
                    name: "grpc",
                    containerPort: 9000,
                    protocol: "gRPC",
                    callers: [],
                    pathPrefixes: ["cart/"],
                },
                { name: "again", containerPort: 9000, protocol: "opaque", callers: [] },
            ],
        });
        assert.deepEqual(
            problems.map(({ path }) => path),
            [
                "namespace",
                "workload",
                "runAsUser",
                "ports[0].name",
                "ports[0].containerPort",
                "ports[0].protocol",
                "ports[1].protocol",
                "ports[1].pathPrefixes",
                "ports",
                "probeNetworks[0]",
            ],
        );
    });

    it("refuses paths that would cut off the probe", () => {
        const [port] = args.ports;
        assert.ok(port);
        const restricted = { ...args, ports: [{ ...port, pathPrefixes: ["/cart/"] }] };
        assert.equal(meshedWorkloadProblems(restricted)[0]?.path, "probeNetworks");
        assert.deepEqual(
            meshedWorkloadProblems({ ...restricted, probeNetworks: ["10.42.0.0/16"] }),
            [],
        );
    });
});
