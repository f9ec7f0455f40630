import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { readYaml } from "../../manifests/yaml";

import { obtainBinaries, obtainNodeBinaries } from "../../sandbox/apiServer/binaries";
import { findExecutable } from "../../sandbox/goTools/executables";
import { consoleProgress } from "../../sandbox/progress";
import { readCheckpoint } from "../support/checkpoint";
import { imageDigests } from "../support/imageDigests";
import { need } from "../support/notChecked";
import { TestSandbox, type RunningSandbox, type SandboxRun } from "../engine/support";
import { assertNoProcesses, processesIn } from "./processes";
import { assertRolledOut } from "./rolledOut";
import { repository } from "./sources";

const highlyAvailable = [
    "highAvailability=true",
    `imageDigests=${JSON.stringify(imageDigests)}`,
].flatMap((setting) => ["-c", setting]);
const nothing = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
const project = "zero-trust";

describe("The reference architecture, on a real API server", function () {
    let sandbox: TestSandbox;
    let tour: SandboxRun;
    let folder: string;

    before(async function () {
        // The first run builds the API server.
        this.timeout(60 * 60_000);
        await obtainBinaries(consoleProgress(process.stderr));
        sandbox = new TestSandbox();
        folder = join(sandbox.home, "stacks", project, "dev");
        tour = await sandbox.run("--api-server");
    });

    after(() => {
        sandbox.remove();
    });

    it("comes up in one go, and shows no change in a second preview", () => {
        assert.equal(tour.code, 0, tour.stderr);
        assert.deepEqual(tour.document.diagnostics, []);
        const [preview, up, second] = tour.document.phases ?? [];
        assert.ok(preview && up && second);
        const { create } = preview.changes;
        assert.ok(create > 90);
        assert.deepEqual(up.changes, { ...nothing, create });
        assert.deepEqual(second.changes, { ...nothing, same: create });
    });

    it("finds nothing different in a refresh, without being told of the API server again", async () => {
        const { code, document } = await sandbox.run("refresh");
        assert.equal(code, 0);
        assert.deepEqual(document.changes, { ...nothing, same: tour.document.changes.create + 1 });
    });

    it("keeps no secret in the clear, in etcd neither", () => {
        const key = readFileSync(join(repository, ".demonstration-ca", "issuing-ca.key"), "utf8");
        const [, firstLine = ""] = key.split("\n");
        assert.equal(firstLine.length, 64);
        assert.deepEqual(sandbox.filesContaining(firstLine), []);
        // The search itself works: what is public is found in etcd.
        const found = sandbox.filesContaining("faces-gui").map((name) => name.split("/").at(-3));
        assert.ok(found.includes("etcd") || found.includes("member"), found.join(", "));
    });

    describe("while it is served", () => {
        let serving: RunningSandbox;
        const kubeconfig = () => join(folder, "api-server", "kubeconfig");

        before(async () => {
            serving = sandbox.start("serve");
            await serving.says("ready");
        });

        after(async () => {
            serving.process.kill("SIGINT");
            assert.equal((await serving.ended).code, 0);
            await assertNoProcesses(sandbox.home);
        });

        it("lets the user's own kubectl look into it", async function () {
            const found = findExecutable("kubectl", process.env.PATH ?? "");
            const kubectl = need(this, found, "kubectl is not on PATH");
            const query = ["get", "servers", "--namespace", "faces", "--output", "name"];
            const { stdout } = await promisify(execFile)(kubectl, [
                ...["--kubeconfig", kubeconfig()],
                ...query,
            ]);
            assert.deepEqual(stdout.trim().split("\n").sort(), [
                "server.policy.linkerd.io/color.http",
                "server.policy.linkerd.io/face.http",
                "server.policy.linkerd.io/faces-gui.http",
                "server.policy.linkerd.io/linkerd-admin",
                "server.policy.linkerd.io/smiley.http",
            ]);
        });

        it("answers nobody without its kubeconfig", async () => {
            const { clusters } = readYaml(readFileSync(kubeconfig(), "utf8")) as {
                clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
            };
            const [{ cluster } = assert.fail()] = clusters;
            const ca = Buffer.from(cluster["certificate-authority-data"], "base64");
            const asked = get(`${cluster.server}/api/v1/namespaces`, { ca });
            const [answer] = (await once(asked, "response")) as [IncomingMessage];
            answer.resume();
            assert.equal(answer.statusCode, 401);
        });
    });

    // Mocha runs a suite's own tests before those of suites in it: this has to be one, and the last.
    describe("once it is destroyed", () => {
        it("leaves nothing behind: no object, no file, no process", async () => {
            const { code, document } = await sandbox.run("destroy");
            assert.equal(code, 0);
            // Whatever the API server still had of the stack or of a release would be named here.
            assert.deepEqual(document.diagnostics, []);
            assert.deepEqual(sandbox.things(project), []);
            assert.deepEqual(readdirSync(folder), []);
            await assertNoProcesses(sandbox.home);
        });
    });
});

describe("The reference architecture, on a real API server with nodes", function () {
    let sandbox: TestSandbox;

    before(async function () {
        this.timeout(60 * 60_000);
        await obtainNodeBinaries(consoleProgress(process.stderr));
        sandbox = new TestSandbox();
    });

    after(() => {
        sandbox.remove();
    });

    it("is up once every Deployment has its ready pods", async () => {
        const { code, document, stderr } = await sandbox.run("up", "--nodes");
        assert.equal(code, 0, stderr);
        assert.deepEqual(document.diagnostics, []);
        assertRolledOut(readCheckpoint(sandbox.home, project), 5);
    });

    it("takes more pods, into which the proxy was injected as MESH-10 demands", async () => {
        const { code, document, stderr } = await sandbox.run("up", ...highlyAvailable);
        assert.equal(code, 0, stderr);
        assert.deepEqual(document.diagnostics, []);
        const replicas = readCheckpoint(sandbox.home, project)
            .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
            .map(({ outputs }) => outputs?.status as { availableReplicas?: number });
        assert.deepEqual(
            replicas.map(({ availableReplicas }) => availableReplicas).sort(),
            [3, 3, 3, 3, 3],
        );
    });

    it("is destroyed with its pods", async () => {
        const { code, document } = await sandbox.run("destroy");
        assert.equal(code, 0);
        assert.deepEqual(document.diagnostics, []);
        await assertNoProcesses(sandbox.home);
    });
});

describe("A sandbox with an API server", function () {
    let sandbox: TestSandbox;

    afterEach(() => {
        sandbox.remove();
    });

    it("is refused where the stack came up without one", async () => {
        sandbox = new TestSandbox("many");
        await sandbox.run("up");
        const { code, document } = await sandbox.run("up", "--api-server");
        assert.equal(code, 2);
        assert.match(
            document.diagnostics[0]?.message ?? "",
            /^--api-server: the stack is up without/,
        );
    });

    it("cannot be served where the stack came up without one", async () => {
        sandbox = new TestSandbox("many");
        const { code, document } = await sandbox.run("serve");
        assert.equal(code, 2);
        assert.match(document.diagnostics[0]?.message ?? "", /is not up on an API server/);
    });

    for (const signal of ["SIGINT", "SIGKILL"] as const) {
        it(`that ends by ${signal} while it creates leaves no process, and comes up the next time`, async () => {
            sandbox = new TestSandbox("many");
            const run = sandbox.start("up", "--api-server");
            while (sandbox.things("many").length < 10) {
                await delay(20);
            }
            assert.notDeepEqual(processesIn(sandbox.home), []);
            run.process.kill(signal);
            await run.ended;
            await assertNoProcesses(sandbox.home);
            const { code, document, stderr } = await sandbox.run("--api-server");
            assert.equal(code, 0, stderr);
            assert.equal(document.changes.create + document.changes.same, 42);
            const destroyed = await sandbox.run("destroy");
            assert.deepEqual(destroyed.document.diagnostics, []);
        });
    }
});
