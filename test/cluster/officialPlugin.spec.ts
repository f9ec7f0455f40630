import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { obtainBinaries, obtainNodeBinaries } from "../../sandbox/apiServer/binaries";
import {
    findOfficialPlugin,
    type RunningPlugin,
    startOfficialPlugin,
} from "../../sandbox/apiServer/officialPlugin";
import { consoleProgress } from "../../sandbox/progress";
import { sdkVersion } from "../../sandbox/standins/kubernetes";
import { TestSandbox, type SandboxRun } from "../engine/support";
import { readCheckpoint } from "../support/checkpoint";
import { configurationCases } from "../support/kubernetesConfigurationCases";
import { EngineClient } from "../unit/standins/engineClient";
import { obtainOfficialPlugin } from "./officialPlugin";
import { assertNoProcesses, processesIn } from "./processes";
import { assertRolledOut } from "./rolledOut";
import { repository } from "./sources";

const nothing = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
const project = "zero-trust";

/** Waits until a stand-in world holds some things, so that an update is in its middle. */
async function untilThings(sandbox: TestSandbox, name: string, count: number): Promise<void> {
    while (sandbox.things(name).length < count) {
        await delay(20);
    }
}

describe("With the official Kubernetes plugin", function () {
    this.timeout(300_000);

    let pulumiHome: string;
    let sandbox: TestSandbox;

    before(async function () {
        // The first run builds them.
        this.timeout(60 * 60_000);
        const progress = consoleProgress(process.stderr);
        await obtainBinaries(progress);
        await obtainNodeBinaries(progress);
        pulumiHome = mkdtempSync(join(tmpdir(), "pulumi-home-"));
        mkdirSync(join(pulumiHome, "plugins"));
        symlinkSync(
            dirname(await obtainOfficialPlugin(progress)),
            join(pulumiHome, "plugins", `resource-kubernetes-v${sdkVersion}`),
        );
    });

    after(() => {
        rmSync(pulumiHome, { recursive: true });
    });

    describe("a change of its own configuration, as the stand-in has it,", () => {
        let plugin: RunningPlugin;
        let client: EngineClient;
        let folder: string;

        before(async () => {
            folder = mkdtempSync(join(tmpdir(), "official-plugin-"));
            const found = findOfficialPlugin({ PULUMI_HOME: pulumiHome });
            assert.ok(found);
            plugin = await startOfficialPlugin(found, folder);
            client = new EngineClient(`127.0.0.1:${plugin.port}`);
        });

        after(async () => {
            client.service.close();
            await plugin.process.stop();
            rmSync(folder, { recursive: true });
        });

        for (const { title, olds, news, changed, replaces, refusal } of configurationCases) {
            it(`means the same where ${title}`, async () => {
                const diff = client.diffConfiguration(olds, news);
                if (refusal === undefined) {
                    assert.deepEqual(await diff, { changed, replaces });
                } else {
                    await assert.rejects(diff, new RegExp(refusal));
                }
            });
        }
    });

    describe("the reference architecture", () => {
        let tour: SandboxRun;

        before(async () => {
            sandbox = new TestSandbox(undefined, pulumiHome);
            tour = await sandbox.run("--api-server");
        });

        after(() => {
            sandbox.remove();
        });

        it("comes up in one go, and shows no change in a second preview", () => {
            assert.equal(tour.code, 0, JSON.stringify(tour.document.diagnostics));
            const [preview, up, second] = tour.document.phases ?? [];
            assert.ok(preview && up && second);
            const { create } = preview.changes;
            assert.ok(create > 90);
            assert.deepEqual(up.changes, { ...nothing, create });
            assert.deepEqual(second.changes, { ...nothing, same: create + 1 });
        });

        it("has every object from the plugin itself, and every release from its stand-in", () => {
            const made = readCheckpoint(sandbox.home, project).filter(
                ({ type, external }) => type.startsWith("kubernetes:") && external !== true,
            );
            const byPlugin = made.filter(({ outputs }) => "__fieldManager" in (outputs ?? {}));
            const others = made.filter((resource) => !byPlugin.includes(resource));
            assert.ok(byPlugin.length > 100);
            assert.deepEqual(
                [...new Set(others.map(({ type }) => type))],
                ["kubernetes:helm.sh/v3:Release"],
            );
        });

        it("waits until every Deployment has its ready pods", () => {
            assertRolledOut(readCheckpoint(sandbox.home, project), 5);
        });

        it("keeps no secret in the clear", () => {
            const key = readFileSync(
                join(repository, ".demonstration-ca", "issuing-ca.key"),
                "utf8",
            );
            const [, firstLine = ""] = key.split("\n");
            assert.equal(firstLine.length, 64);
            assert.deepEqual(sandbox.filesContaining(firstLine), []);
        });

        it("changes in place, with more pods", async () => {
            const { code, document } = await sandbox.run("up", "-c", "highAvailability=true");
            assert.equal(code, 0, JSON.stringify(document.diagnostics));
            const { update, same, ...others } = document.changes;
            assert.deepEqual(others, { create: 0, replace: 0, delete: 0 });
            assert.equal(update + same, tour.document.changes.create + 1);
            assert.ok(update > 10);
        });

        it("is refused an update without it, which says how to get it back", async () => {
            sandbox.pulumiHome = join(sandbox.home, "no-pulumi");
            const { code, document } = await sandbox.run("up");
            sandbox.pulumiHome = pulumiHome;
            assert.equal(code, 2);
            assert.equal(
                document.diagnostics[0]?.message,
                "the stack came up with the official Kubernetes plugin, which is no longer at hand; " +
                    "put pulumi-resource-kubernetes on PATH again, or install it with " +
                    `"pulumi plugin install resource kubernetes ${sdkVersion}"`,
            );
        });

        // Mocha runs a suite's own tests before those of suites in it: this has to be one, and the last.
        describe("once it is destroyed", () => {
            it("leaves nothing behind: no object, no file, no process", async () => {
                const { code, document } = await sandbox.run("destroy");
                assert.equal(code, 0);
                assert.deepEqual(
                    document.diagnostics.filter(({ message }) => message.includes("still exists")),
                    [],
                );
                assert.deepEqual(sandbox.things(project), []);
                assert.deepEqual(readdirSync(join(sandbox.home, "stacks", project, "dev")), []);
                await assertNoProcesses(sandbox.home);
            });
        });
    });

    describe("a sandbox", () => {
        beforeEach(() => {
            sandbox = new TestSandbox("many", pulumiHome);
        });

        afterEach(() => {
            sandbox.remove();
        });

        for (const signal of ["SIGINT", "SIGKILL"] as const) {
            it(`that ends by ${signal} while it creates leaves no process, and comes up the next time`, async () => {
                const run = sandbox.start("up", "--api-server");
                await untilThings(sandbox, "many", 10);
                assert.notDeepEqual(processesIn(sandbox.home), []);
                run.process.kill(signal);
                await run.ended;
                await assertNoProcesses(sandbox.home);
                const { code, document, stderr } = await sandbox.run("--api-server");
                assert.equal(code, 0, stderr);
                assert.equal(document.changes.create + document.changes.same, 42);
                assert.equal((await sandbox.run("destroy")).code, 0);
                assert.deepEqual(sandbox.things("many"), []);
            });
        }
    });
});
