import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { Analyzer } from "./analyzer";

const run = promisify(execFile);
const REPOSITORY = join(__dirname, "..", "..");
const PACK = join(REPOSITORY, "policy-pack");
const resolve = createRequire(__filename).resolve;

describe("the policy pack as a package", () => {
    let directory: string;
    let unpacked: string;

    before(async function () {
        const compiler = join(dirname(resolve("typescript/package.json")), "bin", "tsc");
        await run(process.execPath, [compiler, "-b", PACK]);
        directory = await mkdtemp(join(tmpdir(), "zero-trust-policy-pack-"));
        await unpack("manifests");
        await unpack("access");
        await unpack("rules");
        unpacked = await unpack("policy-pack");
    });

    /** Packs a workspace and unpacks it with what it depends on, as npm would install it. */
    async function unpack(workspace: string): Promise<string> {
        const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", directory], {
            cwd: join(REPOSITORY, workspace),
        });
        const [packed] = JSON.parse(stdout) as [{ name: string; filename: string }];
        const installed = join(directory, "node_modules", packed.name);
        await mkdir(installed, { recursive: true });
        const archive = join(directory, packed.filename);
        await run("tar", ["-xzf", archive, "-C", installed, "--strip-components", "1"]);
        const { dependencies = {} } = JSON.parse(
            await readFile(join(installed, "package.json"), "utf8"),
        ) as { dependencies?: Record<string, string> };
        for (const dependency of Object.keys(dependencies)) {
            const link = join(directory, "node_modules", dependency);
            await mkdir(dirname(link), { recursive: true });
            if (!existsSync(link)) {
                await symlink(join(REPOSITORY, "node_modules", dependency), link);
            }
        }
        return installed;
    }

    after(async () => {
        await rm(directory, { recursive: true, force: true });
    });

    it("holds what runs and its documentation, and nothing of its development", async () => {
        const files = await filesBelow(unpacked);
        const modules = (await filesBelow(PACK))
            .filter((file) => file.endsWith(".ts") && !file.startsWith("dist/"))
            .map((file) => file.replace(/\.ts$/, ""));
        assert.deepEqual(
            files,
            [
                "LICENSE",
                "PulumiPolicy.yaml",
                "README.md",
                "docs/policies.md",
                "package.json",
                ...modules.flatMap((file) => [`dist/${file}.d.ts`, `dist/${file}.js`]),
            ].sort(),
        );
    });

    it("holds the document that every rule points into", async () => {
        assert.equal(
            await readFile(join(unpacked, "docs", "policies.md"), "utf8"),
            await readFile(join(REPOSITORY, "docs", "policies.md"), "utf8"),
        );
    });

    it("runs outside of the repository, as the engine starts it", async function () {
        const runner = resolve("@pulumi/pulumi/cmd/run-policy-pack/index.js");
        const analyzer = await Analyzer.start(unpacked, [runner, "127.0.0.1:1", "."]);
        try {
            const type = "civo:index/firewall:Firewall";
            const urn = `urn:pulumi:dev::faces::${type}::firewall`;
            assert.deepEqual(
                (await analyzer.analyze({ urn, type, props: {} })).map(({ policy, level }) => [
                    policy,
                    level,
                ]),
                [["cld-01-firewall-keeps-the-api-private", "mandatory"]],
            );
        } finally {
            await analyzer.stop();
        }
    });

    it("has the audit command, which needs no Pulumi, and no ajv without a configuration", async () => {
        const { bin } = JSON.parse(await readFile(join(unpacked, "package.json"), "utf8")) as {
            bin: Record<string, string>;
        };
        const command = join(unpacked, bin["zero-trust-audit"] ?? "");
        const manifest = join(directory, "pod.yaml");
        await writeFile(manifest, "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
        const listModules =
            'process.on("exit", () => console.error(Object.keys(require("node:module")._cache).join("\\n")))';
        await writeFile(join(directory, "listModules.cjs"), listModules);
        const { stdout, stderr } = await run(process.execPath, [
            ...["--require", join(directory, "listModules.cjs"), command],
            ...["--rule", "SC-01", manifest],
        ]);
        assert.equal(stdout, "1 object judged: nothing found\n");
        assert.match(stderr, /js-yaml/);
        assert.doesNotMatch(stderr, /@pulumi|node_modules\/(ajv|yaml|tsx)\//);
    });
});

async function filesBelow(root: string): Promise<string[]> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter((file) => !file.startsWith("node_modules"))
        .sort();
}
