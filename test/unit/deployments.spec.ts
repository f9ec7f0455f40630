import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const settings = JSON.parse(readFileSync(join(root, "deployments", "dev.json"), "utf8")) as {
    operationContext: {
        preRunCommands: string[];
        environmentVariables: Record<string, { secret: string }>;
    };
    gitHub: { paths: string[] };
};
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
};

describe("The deployment settings of the dev stack", () => {
    it("hold no secret, only the names of environment variables", () => {
        assert.deepEqual(settings.operationContext.environmentVariables, {
            CIVO_TOKEN: { secret: "${CIVO_TOKEN}" },
            CLOUDFLARE_API_TOKEN: { secret: "${CLOUDFLARE_API_TOKEN}" },
        });
    });

    it("run the policy pack before each deployment, compiled by a script that exists", () => {
        const { preRunCommands } = settings.operationContext;
        assert.deepEqual(preRunCommands, [
            "npm ci",
            "npm run build",
            "pulumi preview --stack dev --policy-pack ./policy-pack --non-interactive",
        ]);
        assert.ok(scripts.build);
        assert.ok(existsSync(join(root, "policy-pack", "PulumiPolicy.yaml")));
    });

    it("are triggered by files that exist", () => {
        for (const path of settings.gitHub.paths) {
            assert.ok(existsSync(join(root, path.replace("/**", ""))), path);
        }
    });
});
