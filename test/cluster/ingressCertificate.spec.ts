import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { obtainBinaries, obtainNodeBinaries } from "../../sandbox/apiServer/binaries";
import { consoleProgress } from "../../sandbox/progress";
import { sdkVersion } from "../../sandbox/standins/kubernetes";
import { TestSandbox } from "../engine/support";
import { explanation, refusedToken, wrong } from "../support/issuance";
import { obtainOfficialPlugin } from "./officialPlugin";

describe("A wrong Cloudflare token, on a real API server", function () {
    this.timeout(300_000);

    let sandbox: TestSandbox;

    before(async function () {
        // The first run builds them.
        this.timeout(60 * 60_000);
        await obtainBinaries(consoleProgress(process.stderr));
    });

    afterEach(() => {
        sandbox.remove();
    });

    it("is explained by what Order and Challenge say there, and is mended by the right one", async () => {
        sandbox = new TestSandbox();
        const failed = await sandbox.run("up", "--api-server", ...wrong);
        assert.equal(failed.code, 1);
        assert.deepEqual(explanation(failed), refusedToken());
        const mended = await sandbox.run("up");
        assert.equal(mended.code, 0, mended.stderr);
    });

    it("ends the wait of the official plugin, after the time that is configured", async function () {
        this.timeout(60 * 60_000);
        const progress = consoleProgress(process.stderr);
        await obtainNodeBinaries(progress);
        const pulumiHome = mkdtempSync(join(tmpdir(), "pulumi-home-"));
        mkdirSync(join(pulumiHome, "plugins"));
        symlinkSync(
            dirname(await obtainOfficialPlugin(progress)),
            join(pulumiHome, "plugins", `resource-kubernetes-v${sdkVersion}`),
        );
        sandbox = new TestSandbox(undefined, pulumiHome);
        const short = ["--config", "acmeTimeout=15s"];
        const failed = await sandbox.run("up", "--api-server", ...wrong, ...short);
        assert.equal(failed.code, 1);
        assert.deepEqual(explanation(failed), refusedToken("15s"));
        const mended = await sandbox.run("up");
        assert.equal(mended.code, 0, JSON.stringify(mended.document.diagnostics));
        rmSync(pulumiHome, { recursive: true });
    });
});
