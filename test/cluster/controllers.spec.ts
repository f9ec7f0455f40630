import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { readYaml } from "../../manifests/yaml";

import { Client } from "../../sandbox/apiServer/client";
import { obtainBinaries } from "../../sandbox/apiServer/binaries";
import { gatekeeper } from "../../sandbox/apiServer/controllers/gatekeeper";
import { trustManager } from "../../sandbox/apiServer/controllers/trustManager";
import { isManagedBy } from "../../sandbox/apiServer/liveObjects";
import { ApiObjects } from "../../sandbox/apiServer/objects";
import { consoleProgress } from "../../sandbox/progress";
import { needReferenceData } from "../support/notChecked";
import type { PlainObject } from "../../sandbox/standins/properties";
import { TestSandbox, type RunningSandbox, type SandboxRun } from "../engine/support";
import { assertNoProcesses } from "./processes";

const nothing = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
const project = "zero-trust";
const withGatekeeper = ["-c", "gatekeeper=true"];

interface Kubeconfig {
    clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
    users: { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

/** Who has a kubeconfig. */
function clientOf(file: string): Client {
    const { clusters, users } = readYaml(readFileSync(file, "utf8")) as Kubeconfig;
    const [{ cluster } = assert.fail()] = clusters;
    const [{ user } = assert.fail()] = users;
    const decode = (text: string) => Buffer.from(text, "base64").toString();
    return new Client({
        server: cluster.server,
        authority: decode(cluster["certificate-authority-data"]),
        client: {
            certificate: decode(user["client-certificate-data"]),
            key: decode(user["client-key-data"]),
        },
    });
}

describe("The reference architecture, with the real trust-manager and Gatekeeper", function () {
    let sandbox: TestSandbox;
    let tour: SandboxRun;

    before(async function () {
        // Gatekeeper reads more of its own definitions than ours say.
        needReferenceData(this);
        // The first run builds them.
        this.timeout(60 * 60_000);
        const progress = consoleProgress(process.stderr);
        await obtainBinaries(progress);
        await trustManager.obtain(progress);
        await gatekeeper.obtain(progress);
        sandbox = new TestSandbox();
        tour = await sandbox.run("--controllers", ...withGatekeeper);
    });

    after(() => {
        sandbox.remove();
    });

    it("comes up in one go, and shows no change in a second preview", () => {
        assert.equal(tour.code, 0, JSON.stringify(tour.document.diagnostics));
        const [preview, up, second] = tour.document.phases ?? [];
        assert.ok(preview && up && second);
        const { create } = preview.changes;
        assert.deepEqual(up.changes, { ...nothing, create });
        assert.deepEqual(second.changes, { ...nothing, same: create });
    });

    describe("while it is served", () => {
        let serving: RunningSandbox;
        let client: Client;
        let objects: ApiObjects;

        before(async () => {
            serving = sandbox.start("serve");
            await serving.says("installed charts: trust-manager, gatekeeper");
            const folder = join(sandbox.home, "stacks", project, "dev", "api-server");
            client = clientOf(join(folder, "kubeconfig"));
            objects = new ApiObjects(client);
        });

        after(async () => {
            client.close();
            serving.process.kill("SIGINT");
            assert.equal((await serving.ended).code, 0);
            await assertNoProcesses(sandbox.home);
        });

        async function get(apiVersion: string, kind: string, namespace: string, name: string) {
            const served = await objects.kind(apiVersion, kind);
            assert.ok(served, `${kind} is not served`);
            return objects.get(served, { namespace, name });
        }

        it("has the trust roots from trust-manager itself", async () => {
            const name = "linkerd-identity-trust-roots";
            const trustRoots = await get("v1", "ConfigMap", "linkerd", name);
            assert.ok(trustRoots);
            assert.ok(isManagedBy(trustRoots, (manager) => manager === "trust-manager"));
            assert.ok(!isManagedBy(trustRoots, (manager) => manager.startsWith("zero-trust")));
        });

        it("is refused by Gatekeeper itself what only that can know: a host that is taken", async () => {
            const kind = await objects.kind("getambassador.io/v3alpha1", "Host");
            assert.ok(kind);
            const taken: PlainObject = {
                apiVersion: "getambassador.io/v3alpha1",
                kind: "Host",
                metadata: { name: "other", namespace: "faces" },
                spec: { hostname: "faces.example.com", tlsSecret: { name: "other" } },
            };
            const answer = () =>
                objects.apply(kind, taken, { manager: "test", dryRun: true }).then(
                    () => "taken",
                    (error: unknown) => String(error),
                );
            // It reads the cluster anew after each start.
            let said = await answer();
            for (let waited = 0; waited < 60_000 && said === "taken"; waited += 500) {
                await delay(500);
                said = await answer();
            }
            assert.match(
                said,
                /admission webhook "validation\.gatekeeper\.sh" denied the request: \[zero-trust-ing-05[\w-]*\] ING-05: faces\.example\.com belongs to Host emissary\//,
            );
        });
    });

    // Mocha runs a suite's own tests before those of suites in it: this has to be one, and the last.
    describe("once it is destroyed", () => {
        it("leaves nothing behind: no object, no process", async () => {
            const { code, document } = await sandbox.run("destroy");
            assert.equal(code, 0);
            assert.deepEqual(document.diagnostics, []);
            assert.deepEqual(sandbox.things(project), []);
            await assertNoProcesses(sandbox.home);
        });
    });
});
