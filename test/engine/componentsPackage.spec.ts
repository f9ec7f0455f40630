import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { repository } from "./support";

describe("The components as a package, outside of the repository", function () {
    this.timeout(60_000);

    let folder: string;
    let files: string[];

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "components-"));
        const [packed] = JSON.parse(
            execFileSync(
                "npm",
                ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
                { cwd: join(repository, "components"), encoding: "utf8" },
            ),
        ) as [{ filename: string; files: { path: string }[] }];
        files = packed.files.map(({ path }) => path);
        const installed = join(folder, "node_modules", "zero-trust-components");
        mkdirSync(installed, { recursive: true });
        execFileSync("tar", [
            "-xzf",
            join(folder, packed.filename),
            "-C",
            installed,
            "--strip-components=1",
        ]);
        symlinkSync(
            join(repository, "node_modules", "@pulumi"),
            join(folder, "node_modules", "@pulumi"),
        );
    });

    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("holds compiled code, types, and no source", () => {
        assert.deepEqual(files.filter((path) => !path.startsWith("dist/")).sort(), [
            "LICENSE",
            "README.md",
            "package.json",
        ]);
        assert.deepEqual(files.filter((path) => !/\.(js|js\.map|d\.ts)$/.test(path)).sort(), [
            "LICENSE",
            "README.md",
            "package.json",
        ]);
    });

    it("exports every component", () => {
        const exported = JSON.parse(
            execFileSync(
                process.execPath,
                ["-p", 'JSON.stringify(Object.keys(require("zero-trust-components")))'],
                { cwd: folder, encoding: "utf8" },
            ),
        ) as string[];
        for (const component of [
            "CertManager",
            "Cluster",
            "Emissary",
            "ExternalAuth",
            "Faces",
            "IngressCertificate",
            "IngressDns",
            "IngressHost",
            "Linkerd",
            "LinkerdViz",
            "MeshIdentity",
            "MeshedNamespace",
            "MeshedWorkload",
            "Polaris",
            "TrustManager",
        ]) {
            assert.ok(exported.includes(component), component);
        }
    });
});
