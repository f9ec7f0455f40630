import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stringify } from "yaml";

import { run } from "../../policy-pack/audit/run";
import { hasCondition } from "../../sandbox/apiServer/awaited";
import { at, type PlainObject, textAt } from "../../sandbox/standins/properties";
import { repository, sources } from "./sources";
import { startInjector } from "./startInjector";
import { TestCluster } from "./testCluster";

describe("The audit command, of all that a cluster exports", function () {
    // The first run builds it.
    this.timeout(60 * 60_000);

    let cluster: TestCluster;

    before(async () => {
        cluster = await TestCluster.start({ nodes: true });
        await cluster.define();
        await startInjector(cluster);
        const objects = (await sources["examples/meshed-app"]?.()) ?? [];
        const isNamespace = ({ kind }: PlainObject) => kind === "Namespace";
        for (const each of objects.filter(isNamespace)) {
            await cluster.apply(each);
        }
        for (const each of objects.filter((other) => !isNamespace(other))) {
            // Of two revisions, the one that is not any more breaks a rule.
            await cluster.apply(each.kind === "Deployment" ? withFloatingTag(each) : each);
        }
        await rolledOut();
        for (const each of objects.filter(({ kind }) => kind === "Deployment")) {
            await cluster.apply(each);
        }
        await rolledOut();
    });

    after(() => cluster.stop());

    async function list(apiVersion: string, kind: string): Promise<PlainObject[]> {
        const served = await cluster.objects.kind(apiVersion, kind);
        assert.ok(served);
        return cluster.objects.list(served);
    }

    async function rolledOut(): Promise<void> {
        const isDone = async () => {
            const deployments = await list("apps/v1", "Deployment");
            const pods = await list("v1", "Pod");
            return (
                deployments.every(
                    (each) =>
                        at(each, "status", "observedGeneration") ===
                            at(each, "metadata", "generation") &&
                        at(each, "status", "updatedReplicas") === at(each, "spec", "replicas") &&
                        hasCondition(each, "Available"),
                ) && pods.length === deployments.length
            );
        };
        for (let waited = 0; waited < 60_000 && !(await isDone()); waited += 200) {
            await delay(200);
        }
        assert.ok(await isDone());
    }

    /** What the command says of everything that there is, in one version each: rule and object. */
    async function findings(): Promise<string[]> {
        const items = new Map<string, PlainObject>();
        for (const kind of await cluster.objects.served({ anew: true })) {
            for (const each of kind.canBeListed ? await cluster.objects.list(kind) : []) {
                const uid = textAt(each, "metadata", "uid") ?? JSON.stringify(each);
                items.set(uid, items.get(uid) ?? each);
            }
        }
        const file = join(cluster.folder, "export.yaml");
        writeFileSync(
            file,
            stringify({ apiVersion: "v1", kind: "List", items: [...items.values()] }),
        );
        const config = join(repository, "examples/meshed-app/policyPack.json");
        const { output } = await run(["--format", "json", "--config", config, file]);
        const report = JSON.parse(output) as {
            findings: { rule: string; resource: { kind: string; name: string } }[];
        };
        return report.findings.map(
            ({ rule, resource: { kind, name } }) => `${rule} ${kind} ${name}`,
        );
    }

    const advice = ["SC-02 Deployment cart", "SC-02 Deployment web"];

    it("reports nothing that Kubernetes or its controllers made, but what they were told to make", async () => {
        assert.equal((await list("apps/v1", "ReplicaSet")).length, 4);
        assert.deepEqual(await findings(), advice);
    });

    it("reports what somebody made beside it", async () => {
        await cluster.apply({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: "open", labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } },
        });
        await cluster.apply({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "lost", namespace: "default" },
        });
        assert.deepEqual(
            [...new Set(await findings())].filter((each) => !advice.includes(each)).sort(),
            ["NET-01 Namespace open", "NET-04 ConfigMap lost", "POD-04 Namespace open"],
        );
    });
});

function withFloatingTag(deployment: PlainObject): PlainObject {
    return JSON.parse(
        JSON.stringify(deployment).replace(/("image":"[^":]+):[^"]+"/g, '$1:latest"'),
    ) as PlainObject;
}
