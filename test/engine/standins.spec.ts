import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import * as civo from "@pulumi/civo";
import * as kubernetes from "@pulumi/kubernetes";
import type { Output, Resource } from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import * as random from "@pulumi/random";
import { obtainEngine } from "../../sandbox/engine/obtainEngine";
import { silentProgress } from "../../sandbox/progress";
import { startStandIns, type StandIns } from "../../sandbox/standins/server";
import { World } from "../../sandbox/standins/world";

const namespace = "faces";

/** A mesh's definitions and one Server, in a namespace of a cluster that is made along with them. */
function program({ definitionsFirst, port }: { definitionsFirst: boolean; port: string }) {
    return (): Promise<{ password: Output<string> }> => {
        new civo.Network("network", { label: "platform" }, { version: "2.4.8" });
        const faces = new kubernetes.core.v1.Namespace("faces", { metadata: { name: namespace } });
        const release = (dependsOn: Resource[]): Resource =>
            new kubernetes.helm.v3.Release(
                "linkerd-crds",
                {
                    chart: "linkerd-crds",
                    repositoryOpts: { repo: "https://helm.linkerd.io/edge" },
                    version: "2026.8.3",
                    name: "linkerd-crds",
                    namespace,
                },
                { dependsOn },
            );
        const server = (dependsOn: Resource[]): Resource =>
            new kubernetes.apiextensions.CustomResource(
                "server",
                {
                    apiVersion: "policy.linkerd.io/v1beta3",
                    kind: "Server",
                    metadata: { name: "face", namespace },
                    spec: { port, podSelector: {} },
                },
                { dependsOn },
            );
        if (definitionsFirst) {
            server([faces, release([faces])]);
        } else {
            release([faces, server([faces])]);
        }
        const password = new random.RandomPassword("password", { length: 24 });
        new kubernetes.core.v1.Secret(
            "credentials",
            { metadata: { name: "credentials", namespace }, stringData: { p: password.result } },
            { dependsOn: faces },
        );
        return Promise.resolve({ password: password.result });
    };
}

describe("the stand-ins, asked by a real engine", function () {
    const folder = mkdtempSync(join(tmpdir(), "stand-ins-"));
    const worldFile = join(folder, "world.json");
    const stateFile = join(folder, ".pulumi", "stacks", "standins", "dev.json");
    let standIns: StandIns;
    let pulumiCommand: PulumiCommand;
    const path = process.env.PATH;

    before(async () => {
        const engine = await obtainEngine(silentProgress);
        process.env.PATH = [dirname(engine.command), path].join(delimiter);
        pulumiCommand = await PulumiCommand.get();
        standIns = await startStandIns({ worldFile });
    });

    after(async () => {
        process.env.PATH = path;
        await standIns.stop();
        rmSync(folder, { recursive: true });
    });

    const stackOf = (options: { definitionsFirst: boolean; port: string }): Promise<Stack> =>
        LocalWorkspace.createOrSelectStack(
            { stackName: "dev", projectName: "standins", program: program(options) },
            {
                workDir: mkdtempSync(join(folder, "work-")),
                pulumiCommand,
                projectSettings: {
                    name: "standins",
                    runtime: "nodejs",
                    backend: { url: `file://${folder}` },
                },
                envVars: {
                    ...standIns.environment,
                    PULUMI_CONFIG_PASSPHRASE: "test",
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                },
            },
        );

    it("refuse a custom resource that comes before its definition, as a cluster does", async () => {
        const stack = await stackOf({ definitionsFirst: false, port: "http" });
        await stack.preview();
        await assert.rejects(
            stack.up(),
            /no matches for kind "Server" in version "policy\.linkerd\.io\/v1beta3"/,
        );
        await stack.destroy();
    });

    it("come up, stay as they are, and leave nothing", async () => {
        const stack = await stackOf({ definitionsFirst: true, port: "http" });
        assert.deepEqual((await stack.preview()).changeSummary, { create: 7 });
        const { outputs } = await stack.up();
        assert.deepEqual((await stack.preview()).changeSummary, { same: 7 });
        assert.deepEqual((await stack.refresh()).summary.resourceChanges, { same: 7 });

        const password = String(outputs.password?.value);
        assert.equal(password.length, 24);
        assert.equal(outputs.password?.secret, true);
        const encoded = Buffer.from(password).toString("base64");
        for (const file of [stateFile, worldFile]) {
            const text = readFileSync(file, "utf8");
            assert.equal(text.includes(JSON.stringify(password).slice(1, -1)), false);
            assert.equal(text.includes(encoded), false);
        }

        const changed = await stackOf({ definitionsFirst: true, port: "grpc" });
        assert.deepEqual((await changed.preview()).changeSummary, { same: 6, update: 1 });
        await stack.destroy();
        assert.equal(new World(worldFile).isEmpty, true);
    });
});
