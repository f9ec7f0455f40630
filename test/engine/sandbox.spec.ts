import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fixtures, repository, TestSandbox } from "./support";

const nothing = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
const namespace = "Namespace the-greetings";
const password = ["--config", "password=hunter2"];
const configMap = "ConfigMap the-greetings/greeting";

/** Processes of this repository that run a policy pack. */
function policyPackProcesses(): string[] {
    const runner = join(repository, "sandbox", "engine", "bin", "pulumi-analyzer-policy-nodejs");
    return execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" })
        .split("\n")
        .filter((command) => command.includes(runner));
}

describe("the sandbox", function () {
    let sandbox: TestSandbox;

    afterEach(() => {
        sandbox.remove();
    });

    describe("with a program of two resources", () => {
        beforeEach(() => {
            sandbox = new TestSandbox("configMap");
        });

        it("previews, brings up, and finds nothing to change in a second preview", async () => {
            const { code, document, stderr } = await sandbox.run(...password);
            assert.equal(code, 0, stderr);
            assert.equal(document.operation, "sandbox");
            assert.equal(document.result, "succeeded");
            assert.deepEqual(document.diagnostics, []);
            assert.deepEqual(
                document.phases?.map(({ operation, result, changes }) => [
                    operation,
                    result,
                    changes,
                ]),
                [
                    ["preview", "succeeded", { ...nothing, create: 3 }],
                    ["up", "succeeded", { ...nothing, create: 3 }],
                    ["preview", "succeeded", { ...nothing, same: 3 }],
                ],
            );
            assert.deepEqual(sandbox.things("config-map"), [configMap, namespace]);
        });

        it("only looks when it previews", async () => {
            const { code, document } = await sandbox.run("preview", ...password);
            assert.equal(code, 0);
            assert.deepEqual(document.changes, { ...nothing, create: 3 });
            assert.deepEqual(sandbox.things("config-map"), []);
        });

        it("overrides configuration for one run, and leaves the stack file as it is", async () => {
            const stackFile = join(fixtures, "configMap", "Pulumi.dev.yaml");
            const before = readFileSync(stackFile, "utf8");
            await sandbox.run("up", ...password);
            const up = await sandbox.run("up", ...password, "--config", "greeting=good day");
            // The Kubernetes provider replaces a ConfigMap whose data changed.
            assert.deepEqual(up.document.changes, { ...nothing, replace: 1, same: 2 });
            assert.equal(up.document.outputs.greeting, "good day");
            const again = await sandbox.run("preview", ...password);
            assert.deepEqual(again.document.changes, { ...nothing, replace: 1, same: 2 });
            assert.equal(readFileSync(stackFile, "utf8"), before);
        });

        it("refreshes to what is left where somebody deleted a resource", async () => {
            await sandbox.run("up", ...password);
            sandbox.removeThing("config-map", configMap);
            const { code, document } = await sandbox.run("refresh", ...password);
            assert.equal(code, 0);
            assert.deepEqual(document.changes, { ...nothing, delete: 1, same: 2 });
        });

        it("destroys everything, and the stack with it", async () => {
            await sandbox.run("up", ...password);
            const { code, document } = await sandbox.run("destroy", ...password);
            assert.equal(code, 0);
            assert.deepEqual(document.changes, { ...nothing, delete: 3 });
            // Where something is left, it is named here, and its world is kept.
            assert.deepEqual(document.diagnostics, []);
            assert.deepEqual(sandbox.things("config-map"), []);
            const outputs = await sandbox.run("outputs", ...password);
            assert.equal(outputs.code, 1);
            assert.match(
                outputs.document.diagnostics[0]?.message ?? "",
                /^stack dev of config-map is not up/,
            );
        });

        it("names what still exists after a destroy, because no state had it", async () => {
            await sandbox.run("up", ...password);
            sandbox.addThing("config-map", configMap, "ConfigMap default/stray");
            const { code, document } = await sandbox.run("destroy", ...password);
            assert.equal(code, 0);
            assert.deepEqual(document.diagnostics, [
                {
                    severity: "warning",
                    message:
                        "ConfigMap default/stray still exists: " +
                        "it was in no state that was destroyed",
                },
            ]);
            assert.deepEqual(sandbox.things("config-map"), ["ConfigMap default/stray"]);
        });

        it("has nothing to destroy where nothing is up", async () => {
            const { code, document } = await sandbox.run("destroy", ...password);
            assert.equal(code, 0);
            assert.deepEqual(document.changes, nothing);
        });

        it("fails with the engine's reason where configuration is missing", async () => {
            const { code, document } = await sandbox.run("preview");
            assert.equal(code, 1);
            assert.equal(document.result, "failed");
            assert.deepEqual(
                document.diagnostics.map(({ message }) => message),
                [
                    "validating stack config: " +
                        "Stack 'dev' is missing configuration value 'password'",
                ],
            );
        });
    });

    describe("with a policy pack", () => {
        const pack = ["--policy-pack", join(fixtures, "namingPack"), ...password];
        const urn = "urn:pulumi:dev::config-map::kubernetes:core/v1:ConfigMap::greeting";

        beforeEach(() => {
            sandbox = new TestSandbox("configMap");
        });

        for (const operation of ["preview", "up"]) {
            it(`refuses at ${operation} what a mandatory policy refuses, naming rule and resource`, async () => {
                const refused = ["--config", "greeting=go away"];
                const { code, document } = await sandbox.run(operation, ...pack, ...refused);
                assert.equal(code, 1);
                assert.equal(document.result, "failed");
                assert.deepEqual(
                    document.violations.filter(({ level }) => level === "mandatory"),
                    [
                        {
                            rule: "NAME-01",
                            level: "mandatory",
                            urn,
                            message: 'NAME-01: "go away" is not kind; say hello',
                        },
                    ],
                );
                assert.deepEqual(
                    sandbox.things("config-map").filter((name) => name === configMap),
                    [],
                );
            });
        }

        it("succeeds, and passes on what an advisory policy says", async () => {
            const advised = ["--config", "greeting=good day"];
            const { code, document } = await sandbox.run("preview", ...pack, ...advised);
            assert.equal(code, 0);
            assert.deepEqual(document.violations, [
                {
                    rule: "short-greetings",
                    level: "advisory",
                    urn,
                    message: "Greetings are short.\nmore than 5 letters",
                },
            ]);
        });
    });

    describe("with a command line that is wrong", () => {
        beforeEach(() => {
            sandbox = new TestSandbox("configMap");
        });

        it("names the stacks there are where the one asked for has no file", async () => {
            const { code, document } = await sandbox.run("up", "--stack", "prod");
            assert.equal(code, 2);
            assert.equal(document.operation, "up");
            assert.equal(document.result, "failed");
            assert.match(document.diagnostics[0]?.message ?? "", /the stacks there are dev$/);
        });

        it("refuses an unknown option before anything is touched", async () => {
            const { code, document } = await sandbox.run("up", "--force");
            assert.equal(code, 2);
            assert.match(document.diagnostics[0]?.message ?? "", /Unknown option '--force'/);
            assert.deepEqual(sandbox.filesContaining(""), []);
        });

        it("refuses a folder that holds no policy pack", async () => {
            const { code, document } = await sandbox.run("up", "--policy-pack", fixtures);
            assert.equal(code, 2);
            assert.match(document.diagnostics[0]?.message ?? "", /holds no PulumiPolicy.yaml/);
        });
    });

    describe("that is stopped in the middle", () => {
        beforeEach(() => {
            sandbox = new TestSandbox("slow");
        });

        async function comesUp(): Promise<void> {
            const { code, document, stderr } = await sandbox.run("up");
            assert.equal(code, 0, stderr);
            assert.equal(document.changes.create + document.changes.same, 3);
            assert.deepEqual(sandbox.things("slow"), ["ConfigMap slow/late", "Namespace slow"]);
        }

        for (const [signal, exitCode] of [
            ["SIGINT", 130],
            ["SIGTERM", 143],
        ] as const) {
            it(`by ${signal} ends with ${exitCode} and a document, and comes up the next time`, async () => {
                const run = sandbox.start("up", "--config", "seconds=60");
                await run.says("the namespace is there");
                run.process.kill(signal);
                const { code, stdout, stderr } = await run.ended;
                assert.equal(code, exitCode, stderr);
                assert.equal((JSON.parse(stdout) as { result: string }).result, "failed");
                await comesUp();
            });
        }

        it("by Ctrl-C in a terminal, which the engine gets as well, does the same", async () => {
            const run = sandbox.start("up", "--config", "seconds=60");
            await run.says("the namespace is there");
            assert.ok(run.process.pid);
            process.kill(-run.process.pid, "SIGINT");
            assert.equal((await run.ended).code, 130);
            await comesUp();
        });

        it("by SIGKILL leaves nothing that blocks the next run", async () => {
            const run = sandbox.start("up", "--config", "seconds=60");
            await run.says("the namespace is there");
            run.process.kill("SIGKILL");
            await run.ended;
            await comesUp();
            // What a killed engine started sees within a second that it is alone.
            await delay(3000);
            assert.deepEqual(policyPackProcesses(), []);
        });

        it("by SIGKILL while it creates takes up what the engine could not write down", async () => {
            const many = new TestSandbox("many");
            try {
                const run = many.start("up");
                while (many.things("many").length < 10) {
                    await delay(20);
                }
                run.process.kill("SIGKILL");
                await run.ended;
                const { code, document, stderr } = await many.run();
                assert.equal(code, 0, stderr);
                assert.equal(document.changes.create + document.changes.same, 42);
                assert.equal(many.things("many").length, 41);
            } finally {
                many.remove();
            }
        });

        it("is not disturbed by a second run, which names it and gives up", async () => {
            const run = sandbox.start("up", "--config", "seconds=5");
            await run.says("the namespace is there");
            const { code, document } = await sandbox.run("up");
            assert.equal(code, 1);
            assert.match(
                document.diagnostics[0]?.message ?? "",
                new RegExp(`a sandbox run is at work there \\(process ${run.process.pid}\\)`),
            );
            assert.equal((await run.ended).code, 0);
        });
    });
});

describe("the sandbox, once a program is up", function () {
    const sandbox = new TestSandbox("configMap");

    before(async () => {
        await sandbox.run("up", ...password);
    });

    after(() => {
        sandbox.remove();
    });

    it("gives the outputs of the last up, secrets masked wherever they stand", async () => {
        const { code, stdout, document } = await sandbox.run("outputs", ...password);
        assert.equal(code, 0);
        assert.deepEqual(document.outputs, {
            greeting: "hello",
            account: { name: "greeter", password: "[secret]" },
            folder: "configMap",
        });
        assert.doesNotMatch(stdout, /hunter2/);
    });

    it("keeps no secret in the clear in its folder", () => {
        assert.deepEqual(sandbox.filesContaining("hunter2"), []);
        // The search itself works: what is public is found.
        assert.notDeepEqual(sandbox.filesContaining("greeter"), []);
    });

    it("refreshes to the same where nobody interfered", async () => {
        const { code, document } = await sandbox.run("refresh", ...password);
        assert.equal(code, 0);
        assert.deepEqual(document.changes, { ...nothing, same: 3 });
    });
});
