import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import { obtainEngine } from "../../sandbox/engine/obtainEngine";
import { silentProgress } from "../../sandbox/progress";
import { type StandIns, startStandIns } from "../../sandbox/standins/server";
import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { type LanguageHost, startLanguageHost } from "../support/languageHost";
import { repository } from "./support";

const execute = promisify(execFile);

/** The commands of a README section that begin with `pulumi`, as somebody would type them. */
function readmeCommands(section: string): string[] {
    const readme = readFileSync(join(repository, "README.md"), "utf8");
    const [, after = ""] = readme.split(`## ${section}\n`);
    const [, block = ""] = after.split(/```(?:sh)?\n/);
    return block.split("\n").filter((line) => line.startsWith("pulumi "));
}

describe("The README's commands for the real thing, with the engine's own command line", function () {
    const commands = readmeCommands("The real thing on Civo");
    let folder: string;
    let standIns: StandIns;
    let languageHost: LanguageHost;
    let environment: NodeJS.ProcessEnv;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "command-line-"));
        const clone = join(folder, "clone");
        const tracked = execFileSync("git", ["ls-files", "-z"], {
            cwd: repository,
            encoding: "utf8",
        });
        for (const file of tracked.split("\0").filter((name) => name !== "")) {
            cpSync(join(repository, file), join(clone, file));
        }
        cpSync(join(repository, "policy-pack", "dist"), join(clone, "policy-pack", "dist"), {
            recursive: true,
        });
        symlinkSync(join(repository, "node_modules"), join(clone, "node_modules"));
        await ensureDemonstrationCa(join(clone, ".demonstration-ca"));

        const engine = await obtainEngine(silentProgress);
        standIns = await startStandIns({ worldFile: join(folder, "world.json") });
        languageHost = await startLanguageHost(standIns.environment);
        mkdirSync(join(folder, "state"));
        environment = {
            ...process.env,
            ...standIns.environment,
            ...languageHost.environment,
            PATH: [dirname(engine.command), ...engine.path, process.env.PATH].join(delimiter),
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "correct-horse",
            PULUMI_HOME: join(folder, "home"),
            PULUMI_SKIP_CONFIRMATIONS: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        };
    });

    after(async () => {
        languageHost.stop();
        await standIns.stop();
        rmSync(folder, { recursive: true, force: true });
    });

    const run = async (command: string) => {
        // Nobody's address is looked up from here.
        const local = command.replace(/\$\(curl [^)]*\)/, "203.0.113.7");
        const { stdout } = await execute("bash", ["-c", local], {
            cwd: join(folder, "clone"),
            env: environment,
            maxBuffer: 16 * 1024 * 1024,
        });
        return stdout;
    };

    it("are a preview, an update and the outputs of a stack of one's own", () => {
        assert.deepEqual(
            commands.map((command) => command.split(" ").slice(0, 3).join(" ")),
            [
                "pulumi stack init",
                "pulumi config set",
                "pulumi config set",
                "pulumi config set",
                "pulumi config set",
                "pulumi preview -s",
                "pulumi up -s",
                "pulumi stack output",
                "pulumi stack output",
            ],
        );
    });

    for (const command of commands.slice(0, -2)) {
        it(`\`${command}\` succeeds`, async () => {
            await run(command);
        });
    }

    it("end with the URL and the password", async () => {
        const [url = "", password = ""] = commands.slice(-2);
        assert.equal(await run(url), "https://faces.example.com/faces/\n");
        assert.match(await run(password), /^[A-Za-z0-9]{32}\n$/);
    });

    it("leave nothing to do", async () => {
        await run("pulumi preview -s dev --expect-no-changes");
    });

    it("give a deployment from Git the same certificates, so that it has nothing to do", async () => {
        const forGit = readmeCommands("Pulumi Deployments from Git");
        assert.equal(forGit.length, 3);
        for (const command of forGit) {
            await run(command);
        }
        rmSync(join(folder, "clone", ".demonstration-ca"), { recursive: true });
        await run("pulumi preview -s dev --expect-no-changes");
    });

    it("keep the outputs that are secret to themselves", async () => {
        const outputs = JSON.parse(await run("pulumi stack output --json")) as Record<
            string,
            string
        >;
        assert.deepEqual([outputs.password, outputs.kubeconfig], ["[secret]", "[secret]"]);
    });

    it("say in a preview what Civo would refuse in the middle of an update", async () => {
        const said =
            'civo.region: "FRA1" cannot take the place of "LON1" in Civo; take it back, or bring up ' +
            "another stack there; moved, the cluster would lose everything in it";
        await assert.rejects(
            run("pulumi preview -s dev --config clusterRegion=FRA1"),
            ({ stdout }: { stdout: string }) => stdout.includes(said),
        );
    });
});
