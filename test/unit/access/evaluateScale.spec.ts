import assert from "node:assert/strict";

import { Evaluator } from "../../../access/evaluate/evaluator";
import type { KubernetesObject } from "../../../manifests/kubernetesObject";

/** Workloads in one namespace, each of which ten others may call. */
function mesh(workloads: number): KubernetesObject[] {
    const object = (
        apiVersion: string,
        kind: string,
        name: string,
        spec: object,
    ): KubernetesObject => ({ apiVersion, kind, metadata: { name, namespace: "shop" }, spec });
    return Array.from({ length: workloads }, (_, number) => {
        const name = `w${number}`;
        const container = { name, ports: [{ name: "http", containerPort: 8000 }] };
        return [
            object("apps/v1", "Deployment", name, {
                template: {
                    metadata: {
                        labels: { app: name },
                        annotations: { "linkerd.io/inject": "enabled" },
                    },
                    spec: { serviceAccountName: name, containers: [container] },
                },
            }),
            object("policy.linkerd.io/v1beta3", "Server", name, {
                podSelector: { matchLabels: { app: name } },
                port: "http",
            }),
            ...Array.from({ length: 10 }, (_edge, edge) =>
                object("policy.linkerd.io/v1alpha1", "AuthorizationPolicy", `${name}-${edge}`, {
                    targetRef: { group: "policy.linkerd.io", kind: "Server", name },
                    requiredAuthenticationRefs: [
                        { kind: "ServiceAccount", name: `w${(number + edge + 1) % workloads}` },
                    ],
                }),
            ),
        ];
    }).flat();
}

describe("The evaluator at scale", () => {
    it("finds all calls of 1,000 workloads with ten callers each within 5 s", () => {
        const objects = mesh(1000);
        const start = performance.now();
        const calls = [...new Evaluator(objects).calls()];
        assert.equal(calls.length, 10_000);
        assert.ok(performance.now() - start < 5000);
    });

    it("needs time that grows with the calls, not with the square of the workloads", () => {
        const time = (workloads: number): number => {
            const objects = mesh(workloads);
            const start = performance.now();
            assert.equal([...new Evaluator(objects).calls()].length, workloads * 10);
            return performance.now() - start;
        };
        time(500);
        const [small, large] = [Math.min(time(500), time(500)), Math.min(time(4000), time(4000))];
        // Eight times as many: 8 where it grows with the calls, 64 with the square.
        assert.ok(large / small < 30, `${large} ms is too much more than ${small} ms`);
    });
});
