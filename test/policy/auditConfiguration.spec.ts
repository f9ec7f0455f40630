import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../../policy-pack/audit/run";

const TODAY = "2026-06-15";
const POD = `apiVersion: v1
kind: Pod
metadata: {name: old, namespace: shop}
spec:
  containers:
    - image: ghcr.io/example/app:latest
`;
const exemption = {
    rule: "SC-01",
    resource: { kind: "Pod", namespace: "shop", name: "old" },
    owner: "shop@example.com",
    reason: "The image is built anew in July.",
    expiry: "2026-07-15",
};

describe("the audit command's configuration", () => {
    let folder: string;
    let pod: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "audit-"));
        pod = write("pod.yaml", POD);
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(name: string, text: string): string {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
    }

    /** What is found by two rules, as file, line, rule, level and status, and the exit code. */
    async function audit(configuration: object | string, ...argv: string[]) {
        const text =
            typeof configuration === "string"
                ? configuration
                : JSON.stringify(configuration, null, 2);
        const config = write("policies.json", text);
        const rules = ["--rule", "SC-01", "--rule", "GOV-01"];
        const { output, errors, exitCode } = await run(
            ["--format", "json", "--config", config, ...rules, ...(argv.length > 0 ? argv : [pod])],
            TODAY,
        );
        const { findings } = JSON.parse(output || '{"findings":[]}') as {
            findings: {
                rule: string;
                level: string;
                status: string;
                file: string;
                line: number;
                message: string;
            }[];
        };
        return {
            exitCode,
            errors: errors.replaceAll(`${folder}/`, ""),
            messages: findings.map(({ message }) => message),
            found: findings.map(
                ({ file, line, rule, level, status }) =>
                    `${file.replace(`${folder}/`, "")}:${line} ${rule} ${level} ${status}`,
            ),
        };
    }

    it("has the settings of the pack", async () => {
        const { found, exitCode } = await audit({ "zero-trust": { floatingTags: ["edge"] } });
        assert.deepEqual([found, exitCode], [[], 0]);
    });

    it("has the levels of the pack; what is advisory does not fail", async () => {
        const { found, exitCode } = await audit({ "sc-01-no-floating-tag": "advisory" });
        assert.deepEqual([found, exitCode], [["pod.yaml:6 SC-01 advisory violation"], 0]);
    });

    it("exempts one object from one rule, which is reported and does not fail", async () => {
        const { found, exitCode } = await audit({ "zero-trust": { exemptions: [exemption] } });
        assert.deepEqual([found, exitCode], [["pod.yaml:6 SC-01 mandatory exempt"], 0]);
    });

    it("refuses an exemption that is over, in its place in the file", async () => {
        const { found, exitCode } = await audit({
            "zero-trust": { exemptions: [{ ...exemption, expiry: "2026-06-14" }] },
        });
        assert.deepEqual(
            [found, exitCode],
            [
                [
                    "pod.yaml:6 SC-01 mandatory violation",
                    "policies.json:13 GOV-01 mandatory violation",
                ],
                1,
            ],
        );
    });

    it("refuses an exemption that is not needed", async () => {
        const resource = { ...exemption.resource, name: "other" };
        const { found } = await audit({
            "zero-trust": { exemptions: [{ ...exemption, resource }] },
        });
        assert.deepEqual(found, [
            "pod.yaml:6 SC-01 mandatory violation",
            "policies.json:4 GOV-01 mandatory violation",
        ]);
    });

    it("can be YAML", async () => {
        const { found } = await audit("zero-trust:\n  floatingTags: [edge]\n");
        assert.deepEqual(found, []);
    });

    it("is refused with every problem in it, and nothing is judged", async () => {
        const { errors, exitCode, found } = await audit({
            "sc-1": "mandatory",
            "sc-01-no-floating-tag": { floatingTags: "latest" },
        });
        assert.deepEqual([found, exitCode], [[], 2]);
        assert.match(errors, /^policies\.json: sc-1: no policy has this name — Fix: .+$/m);
        assert.match(
            errors,
            /^policies\.json: sc-01-no-floating-tag\.floatingTags is "latest", not a list — Fix: .+$/m,
        );
    });

    it("is refused where it cannot be read", async () => {
        assert.match((await audit("{")).errors, /^policies\.json:1: is not valid: /);
        assert.match(
            (await audit("")).errors,
            /^policies\.json: the configuration is nothing, not an object/,
        );
    });

    describe("for a state", () => {
        const type = "kubernetes:helm.sh/v3:Release";
        const urn = `urn:pulumi:dev::shop::${type}::web`;
        const path = process.env.PATH;

        function state(inputs: object): string {
            const resources = [{ urn, type, custom: true, inputs }];
            return write("state.json", JSON.stringify({ deployment: { resources } }, null, 2));
        }

        /** A helm that renders the Pod, whatever the chart. */
        function installHelm(): void {
            const helm = write(
                "helm",
                `#!/bin/sh\ncat <<'END'\n---\n# Source: shop/templates/pod.yaml\n${POD}END\n`,
            );
            chmodSync(helm, 0o755);
            process.env.PATH = [folder, path].join(delimiter);
        }

        afterEach(() => {
            process.env.PATH = path;
        });

        it("can ask to look into Helm releases, which has their place", async () => {
            installHelm();
            const file = state({ chart: "./shop", name: "web", namespace: "shop", values: {} });
            const { found, messages } = await audit(
                { "zero-trust": { lookIntoReleases: true } },
                "--state",
                file,
            );
            assert.deepEqual(found, ["state.json:4 SC-01 mandatory violation"]);
            assert.match(
                messages[0] ?? "",
                /^Pod "shop\/old" from shop\/templates\/pod\.yaml of chart \.\/shop runs/,
            );
        });

        it("looks into no release unless it is asked to", async () => {
            installHelm();
            const file = state({ chart: "./shop", name: "web", namespace: "shop", values: {} });
            assert.deepEqual((await audit({}, "--state", file)).found, []);
        });

        it("reports a release that it cannot look into, and refuses it where strict is set", async () => {
            const file = state({ name: "web", namespace: "shop" });
            const look = { lookIntoReleases: true };
            const lenient = await audit({ "zero-trust": look }, "--state", file);
            assert.deepEqual(
                [lenient.exitCode, lenient.found, lenient.messages],
                [
                    0,
                    ["state.json:4 GOV-05 mandatory undecided"],
                    ['Release "shop/web" cannot be judged: it is not rendered: it names no chart'],
                ],
            );
            const strict = await audit(
                { "zero-trust": { ...look, strict: true } },
                "--state",
                file,
            );
            assert.deepEqual(
                [strict.exitCode, strict.found],
                [1, ["state.json:4 GOV-05 mandatory violation"]],
            );
        });

        it("can refuse what is not known", async () => {
            const secret = {
                "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
                ciphertext: "x",
            };
            const podType = "kubernetes:core/v1:Pod";
            const resources = [
                {
                    urn: `urn:pulumi:dev::shop::${podType}::web`,
                    type: podType,
                    inputs: {
                        metadata: { name: "web" },
                        spec: { containers: [{ image: secret }] },
                    },
                },
            ];
            const file = write("state.json", JSON.stringify({ deployment: { resources } }));
            const lenient = await audit({}, "--state", file);
            assert.deepEqual(
                [lenient.found, lenient.exitCode],
                [["state.json:1 SC-01 mandatory undecided"], 0],
            );
            const strict = await audit({ "zero-trust": { strict: true } }, "--state", file);
            assert.deepEqual(
                [strict.found, strict.exitCode],
                [["state.json:1 SC-01 mandatory violation"], 1],
            );
        });
    });
});
