import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

import { hasCondition } from "../../sandbox/apiServer/awaited";
import { isPlainObject, textAt, type PlainObject } from "../../sandbox/standins/properties";
import { sources } from "./sources";
import { TestCluster } from "./testCluster";

const workloadKinds = ["Namespace", "ServiceAccount", "Service", "Deployment"];

describe("A real API server with nodes that run pods in name", function () {
    // The first run builds them.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;

    before(async () => {
        cluster = await TestCluster.start({ nodes: true });
    });

    after(() => cluster.stop());

    async function list(apiVersion: string, kind: string): Promise<PlainObject[]> {
        const served = await cluster.objects.kind(apiVersion, kind);
        assert.ok(served);
        return cluster.objects.list(served);
    }

    async function until(holds: () => Promise<boolean>): Promise<void> {
        for (let waited = 0; waited < 60_000 && !(await holds()); waited += 200) {
            await delay(200);
        }
    }

    it("makes ready pods of the Deployments of examples/meshed-app", async () => {
        const objects = (await sources["examples/meshed-app"]?.()) ?? [];
        for (const object of objects.filter(({ kind }) =>
            workloadKinds.some((each) => each === kind),
        )) {
            await cluster.apply(object);
        }
        await until(async () =>
            (await list("apps/v1", "Deployment")).every((each) => hasCondition(each, "Available")),
        );
        const pods = (await list("v1", "Pod")).map((pod) => [
            textAt(pod, "metadata", "labels", "app.kubernetes.io/name"),
            textAt(pod, "status", "phase"),
            hasCondition(pod, "Ready"),
        ]);
        assert.deepEqual(pods.sort(), [
            ["cart", "Running", true],
            ["web", "Running", true],
        ]);
    });

    it("lets the components' workloads into a namespace that enforces the restricted standard, and no privileged one", async () => {
        const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
        const restricted = { apiVersion: "v1", kind: "Namespace" };
        await cluster.apply({ ...restricted, metadata: { name: "restricted", labels } });
        const objects = (await sources["examples/meshed-app"]?.()) ?? [];
        const inside = { namespace: "restricted" };
        for (const object of objects) {
            if (object.kind === "ServiceAccount" || object.kind === "Deployment") {
                const metadata = isPlainObject(object.metadata) ? object.metadata : {};
                await cluster.apply({ ...object, metadata: { ...metadata, ...inside } });
            }
        }
        const podsInside = async () =>
            (await list("v1", "Pod")).filter(
                (pod) => textAt(pod, "metadata", "namespace") === "restricted",
            );
        await until(async () => (await podsInside()).length === 2);
        assert.equal((await podsInside()).length, 2);
        await assert.rejects(
            cluster.apply({
                apiVersion: "v1",
                kind: "Pod",
                metadata: { name: "privileged", ...inside },
                spec: {
                    containers: [
                        {
                            name: "c",
                            image: "example.com/c:1.0.0",
                            securityContext: { privileged: true },
                        },
                    ],
                },
            }),
            /violates PodSecurity "restricted:latest": privileged/,
        );
    });
});
