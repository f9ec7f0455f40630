import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const settings = JSON.parse(readFileSync(join(root, "deployments", "dev.json"), "utf8")) as {
    gitHub: { paths: string[] };
};
const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    workspaces: string[];
};

describe("The settings of Pulumi Deployments", () => {
    const { paths } = settings.gitHub;
    const triggers = (file: string) =>
        paths.some((path) =>
            path.endsWith("/**") ? file.startsWith(path.slice(0, -2)) : file === path,
        );

    it("deploy when a file of the program changes", () => {
        const program = readdirSync(root).filter((file) => file.endsWith(".ts"));
        assert.ok(program.includes("index.ts"));
        assert.deepEqual(
            program.filter((file) => !triggers(file)),
            [],
        );
    });

    it("deploy when a package of the program changes", () => {
        assert.deepEqual(
            workspaces.filter((folder) => !triggers(`${folder}/index.ts`)),
            [],
        );
    });

    it("name no file that is not there", () => {
        assert.deepEqual(
            paths.filter((path) => !existsSync(join(root, path.replace("/**", "")))),
            [],
        );
    });
});
