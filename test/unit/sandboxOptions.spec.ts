import assert from "node:assert/strict";
import { parseOptions, UsageError } from "../../sandbox/options";

const folders = { root: "/repository", current: "/elsewhere" };

function problemOf(...args: string[]): string {
    try {
        parseOptions(args, folders);
    } catch (error) {
        assert.ok(error instanceof UsageError);
        return error.message;
    }
    throw new Error("the options were accepted");
}

describe("the sandbox's options", () => {
    it("mean the whole tour of the repository's dev stack where nothing is given", () => {
        assert.deepEqual(parseOptions([], folders), {
            operation: "sandbox",
            help: false,
            json: false,
            apiServer: false,
            nodes: false,
            controllers: false,
            stack: "dev",
            config: [],
            program: "/repository",
            policyPack: "/repository/policy-pack",
            home: "/repository/.sandbox",
        });
    });

    it("take folders relative to where the command was called", () => {
        const options = parseOptions(
            ["up", "--program", "app", "--policy-pack", "../pack", "--home", "/var/sandbox"],
            folders,
        );
        assert.equal(options.operation, "up");
        assert.equal(options.program, "/elsewhere/app");
        assert.equal(options.policyPack, "/pack");
        assert.equal(options.home, "/var/sandbox");
        assert.equal(options.policyPackConfig, undefined);
    });

    it("take the policy pack's configuration relative to where the command was called", () => {
        const { policyPackConfig } = parseOptions(
            ["preview", "--policy-pack-config", "policies.json"],
            folders,
        );
        assert.equal(policyPackConfig, "/elsewhere/policies.json");
    });

    it("split an override at its first equals sign, and repeat", () => {
        const { config } = parseOptions(["preview", "-c", "a=b=c", "--config", "d="], folders);
        assert.deepEqual(config, [
            { key: "a", value: "b=c" },
            { key: "d", value: "" },
        ]);
    });

    it("refuse an operation that does not exist, naming those that do", () => {
        assert.equal(
            problemOf("deploy"),
            `"deploy" is not an operation; choose preview, up, refresh, destroy, outputs or serve`,
        );
    });

    it("ask for an API server, or for nothing but it", () => {
        const options = (...args: string[]) => parseOptions(args, folders);
        assert.equal(options("up", "--api-server").apiServer, true);
        assert.equal(options("up", "--nodes").apiServer, true);
        assert.equal(options("up", "--controllers").apiServer, true);
        assert.equal(options("serve").operation, "serve");
    });

    it("refuse a second operation", () => {
        assert.equal(problemOf("up", "destroy"), `one operation at a time: "destroy" is too much`);
    });

    it("refuse an unknown option", () => {
        assert.match(problemOf("up", "--force"), /Unknown option '--force'/);
    });

    it("refuse a stack name that would leave the sandbox's folder", () => {
        for (const name of ["../dev", ".", "..", ""]) {
            assert.match(problemOf("--stack", name), /is not a stack name/);
        }
    });

    it("do not repeat an override without a key, which may be a secret", () => {
        const problem = problemOf("--config", "hunter2");
        assert.equal(
            problem,
            "--config: give it as KEY=VALUE, e.g. --config host=faces.example.com",
        );
    });

    it("report every problem at once", () => {
        assert.equal(problemOf("deploy", "--stack", "a/b", "--config", "c").split("\n").length, 3);
    });
});
