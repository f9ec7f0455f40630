import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import {
    choosePlugin,
    findOfficialPlugin,
    startOfficialPlugin,
} from "../../sandbox/apiServer/officialPlugin";
import { UsageError } from "../../sandbox/options";
import { sdkVersion } from "../../sandbox/standins/kubernetes";

const executable = "pulumi-resource-kubernetes";

describe("The official Kubernetes plugin", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "official-plugin-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    /** Puts an executable into a folder. */
    function install(target: string, script = "exit 0"): string {
        mkdirSync(target, { recursive: true });
        const file = join(target, executable);
        writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        return file;
    }

    describe("is found", () => {
        const installed = (version: string) =>
            join(folder, "pulumi", "plugins", `resource-kubernetes-v${version}`);

        it("on PATH, before what pulumi has installed", () => {
            const command = install(join(folder, "bin"));
            install(installed(sdkVersion));
            assert.deepEqual(
                findOfficialPlugin({
                    PATH: ["/nowhere", join(folder, "bin")].join(delimiter),
                    PULUMI_HOME: join(folder, "pulumi"),
                }),
                { command, source: "PATH" },
            );
        });

        it("among what pulumi has installed, in the SDK's version", () => {
            const command = install(installed(sdkVersion));
            assert.deepEqual(findOfficialPlugin({ PULUMI_HOME: join(folder, "pulumi") }), {
                command,
                source: "Pulumi's plugins",
            });
        });

        it("in no other version", () => {
            install(installed("4.0.0"));
            assert.equal(findOfficialPlugin({ PULUMI_HOME: join(folder, "pulumi") }), undefined);
        });

        it("in the version that package.json asks for", () => {
            const manifest = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
            const { dependencies } = JSON.parse(manifest) as {
                dependencies: Record<string, string>;
            };
            assert.equal(dependencies["@pulumi/kubernetes"], sdkVersion);
        });
    });

    describe("has a stack's objects", () => {
        const plugin = { command: "/bin/plugin", source: "PATH" } as const;
        const choose = (isUp: boolean, found: typeof plugin | undefined) =>
            choosePlugin(folder, { isUp }, found);

        it("where it is at hand when the stack comes up, and from then on", () => {
            assert.equal(choose(false, plugin), plugin);
            assert.equal(choose(true, plugin), plugin);
        });

        it("not where it was not at hand when the stack came up", () => {
            assert.equal(choose(false, undefined), undefined);
            assert.equal(choose(true, plugin), undefined);
        });

        it("as long as the stack is up, so that it is missed", () => {
            choose(false, plugin);
            assert.throws(() => choose(true, undefined), UsageError);
        });

        it("until the stack comes up anew", () => {
            choose(false, plugin);
            assert.equal(choose(false, undefined), undefined);
            assert.equal(choose(true, undefined), undefined);
        });
    });

    describe("is started", () => {
        it("and says where it listens", async () => {
            const command = install(folder, "echo warning >&2; echo 4711; exec sleep 60");
            const { port, process } = await startOfficialPlugin(
                { command, source: "PATH" },
                folder,
            );
            await process.stop();
            assert.equal(port, 4711);
        });

        it("or tells why not", async () => {
            const command = install(folder, "echo it is of another machine >&2; exit 1");
            await assert.rejects(startOfficialPlugin({ command, source: "PATH" }, folder), {
                message: `${executable} ended by itself:\nit is of another machine`,
            });
        });
    });
});
