import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../policy-pack/audit/run";
import { readState } from "../../policy-pack/audit/state";
import { UNKNOWN } from "../../rules/reading/read";

const SECRET = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "AAABANcdefgh",
};
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const urnOf = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

function stateOf(...resources: object[]): string {
    return JSON.stringify({ version: 3, deployment: { resources } }, null, 4);
}

function deployment(inputs: object, more: object = {}): object {
    return {
        urn: urnOf(DEPLOYMENT, "cart"),
        custom: true,
        type: DEPLOYMENT,
        inputs,
        ...more,
    };
}

function running(image: unknown): object {
    return {
        metadata: { name: "cart", namespace: "shop" },
        spec: { template: { spec: { containers: [{ image }] } } },
    };
}

function read(...resources: object[]) {
    return readState(stateOf(...resources), "state.json").map(({ resource }) => resource);
}

describe("an exported state", () => {
    it("is judged by what is there, where that is known, and else by what was asked for", () => {
        const asked = { ...running("x:1"), kind: "Deployment" };
        const there = { ...running("x:2"), __initialApiVersion: "apps/v1" };
        assert.deepEqual(
            read(deployment(asked, { outputs: there })).map(({ object }) => object),
            [{ ...running("x:2"), kind: "Deployment" }],
        );
    });

    it("keeps its secrets to itself, exported encrypted or not", () => {
        const plaintext = { ...SECRET, ciphertext: undefined, plaintext: '"hunter2"' };
        const inputs = { data: SECRET, list: [plaintext] };
        assert.deepEqual(read(deployment(inputs))[0]?.object, { data: UNKNOWN, list: [UNKNOWN] });
    });

    it("does not know what a preview did not know", () => {
        const inputs = { a: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
        assert.deepEqual(read(deployment(inputs))[0]?.object, { a: UNKNOWN });
    });

    it("tells the options of its resources", () => {
        const options = {
            protect: true,
            ignoreChanges: ["spec.replicas"],
            propertyDependencies: { metadata: ["urn:a"], spec: [] },
        };
        assert.deepEqual(
            read(deployment({}, options), deployment({})).map((resource) => resource.options),
            [options, { protect: false, ignoreChanges: [], propertyDependencies: {} }],
        );
    });

    it("is judged without what is deleted or about to be", () => {
        assert.deepEqual(
            read(deployment({}, { delete: true }), deployment({}, { pendingReplacement: true })),
            [],
        );
    });

    it("is judged with lists taken apart, in their place", () => {
        const type = "kubernetes:core/v1:PodList";
        const urn = urnOf(type, "all");
        const text = stateOf({ urn, type, inputs: { items: [{ metadata: { name: "cart" } }] } });
        const [object] = readState(text, "state.json");
        assert.equal(object?.resource.type, "kubernetes:core/v1:Pod");
        assert.deepEqual(object.resource.object, { metadata: { name: "cart" } });
        assert.equal(
            object.origin.lineOf(["items", 0, "metadata", "name"]),
            text.split("\n").findIndex((line) => line.includes('"cart"')) + 1,
        );
    });

    it("can be empty", () => {
        assert.deepEqual(
            readState('{"version":3,"deployment":{"resources":null}}', "state.json"),
            [],
        );
    });

    describe("in the command", () => {
        let folder: string;
        let file: string;

        beforeEach(() => {
            folder = mkdtempSync(join(tmpdir(), "audit-"));
            file = join(folder, "state.json");
        });

        afterEach(() => {
            rmSync(folder, { recursive: true });
        });

        function audit(state: string) {
            writeFileSync(file, state);
            return run(["--rule", "SC-01", "--format", "json", "--state", file]);
        }

        it("is reported with the place of the outputs", async () => {
            const { output, exitCode } = await audit(
                stateOf(deployment(running("x:1"), { outputs: running("x:latest") })),
            );
            const { findings, checked } = JSON.parse(output) as {
                findings: { line: number; path: string; resource: object }[];
                checked: number;
            };
            assert.equal(exitCode, 1);
            assert.equal(checked, 1);
            assert.deepEqual(
                findings.map(({ resource, path }) => ({ resource, path })),
                [
                    {
                        resource: {
                            apiVersion: "apps/v1",
                            kind: "Deployment",
                            namespace: "shop",
                            name: "cart",
                        },
                        path: "spec.template.spec.containers[0].image",
                    },
                ],
            );
            const line = stateOf(deployment(running("x:1"), { outputs: running("x:latest") }))
                .split("\n")
                .findIndex((text) => text.includes("x:latest"));
            assert.equal(findings[0]?.line, line + 1);
        });

        it("leaves undecided what is secret, and does not print it", async () => {
            const { output, exitCode } = await audit(stateOf(deployment(running(SECRET))));
            assert.equal(exitCode, 0);
            assert.match(output, /"status": "undecided"/);
            assert.doesNotMatch(output, /AAABANcdefgh/);
        });

        it("names what is not of Kubernetes by its type and its name in the program", async () => {
            const type = "civo:index/firewall:Firewall";
            writeFileSync(
                file,
                stateOf({ urn: urnOf(type, "edge"), custom: true, type, outputs: {} }),
            );
            const { output } = await run(["--format", "json", "--rule", "CLD-01", "--state", file]);
            const [finding] = (JSON.parse(output) as { findings: { resource: object }[] }).findings;
            assert.deepEqual(finding?.resource, {
                apiVersion: "civo:index/firewall",
                kind: "Firewall",
                namespace: null,
                name: "edge",
            });
        });

        for (const { what, state, errors } of [
            { what: "what is not JSON", state: "{", errors: /state\.json:1: is not valid JSON/ },
            { what: "an empty file", state: "", errors: /state\.json: is empty; give what pulumi/ },
            {
                what: "another document",
                state: '{"version":3,"checkpoint":{}}',
                errors: /has no deployment\.resources; give what pulumi stack export writes/,
            },
            {
                what: "a resource without a type",
                state: '{"deployment":{"resources":[\n{"urn":"urn:a"}]}}',
                errors: /state\.json:2: the resource at index 0 has no urn or no type/,
            },
        ]) {
            it(`refuses ${what}`, async () => {
                const result = await audit(state);
                assert.deepEqual([result.output, result.exitCode], ["", 2]);
                assert.match(result.errors, errors);
            });
        }
    });
});
