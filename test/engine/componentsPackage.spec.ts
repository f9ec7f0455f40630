import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { repository } from "./support";

describe("The components as a package, outside of the repository", function () {
    let folder: string;
    let files: string[];

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "components-"));
        // What npm would install beside them.
        install("manifests");
        install("access");
        install("rules");
        files = install("components");
        for (const dependency of ["@pulumi", "js-yaml"]) {
            symlinkSync(
                join(repository, "node_modules", dependency),
                join(folder, "node_modules", dependency),
            );
        }
    });

    /** Packs a workspace, unpacks it as npm would, and returns the files of the package. */
    const install = (workspace: string) => {
        const [packed] = JSON.parse(
            execFileSync(
                "npm",
                ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
                { cwd: join(repository, workspace), encoding: "utf8" },
            ),
        ) as [{ filename: string; files: { path: string }[] }];
        const installed = join(folder, "node_modules", `zero-trust-${workspace}`);
        mkdirSync(installed, { recursive: true });
        execFileSync("tar", [
            "-xzf",
            join(folder, packed.filename),
            "-C",
            installed,
            "--strip-components=1",
        ]);
        return packed.files.map(({ path }) => path);
    };

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
            "Gatekeeper",
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
            "ValidatingAdmissionPolicies",
        ]) {
            assert.ok(exported.includes(component), component);
        }
    });
});
