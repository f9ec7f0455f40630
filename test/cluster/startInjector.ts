import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

import { injectorObjects } from "../../sandbox/standins/linkerdInjector";
import { at, type PlainObject } from "../../sandbox/standins/properties";
import type { TestCluster } from "./testCluster";

const probe: PlainObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
        name: "probe",
        namespace: "default",
        annotations: { "linkerd.io/inject": "enabled" },
    },
    spec: { containers: [{ name: "main", image: "example.com/main:1.0.0" }] },
};

/**
 * Has pods get the proxy, and waits until they do: the API server follows its policies with a delay,
 * and makes a namespace's ServiceAccount, without which it takes no pod, with one.
 *
 * @param values of the chart
 */
export async function startInjector(cluster: TestCluster, values: PlainObject = {}): Promise<void> {
    for (const { state } of injectorObjects({
        chart: "linkerd-control-plane",
        chartVersion: "2026.8.3",
        appVersion: "edge-26.8.3",
        name: "linkerd-control-plane",
        namespace: "linkerd",
        values,
    })) {
        await cluster.apply(state);
    }
    for (let waited = 0; waited < 120_000; waited += 100) {
        const admitted = await cluster.apply(probe, { dryRun: true }).catch(() => undefined);
        if (at(admitted, "spec", "initContainers") !== undefined) {
            return;
        }
        await delay(100);
    }
    assert.fail("pods get no proxy");
}
