import assert from "node:assert/strict";
import {
    type PolicyResource,
    type ResourceValidationArgs,
    type StackValidationArgs,
} from "@pulumi/policy";
import { type Policy, createPolicies } from "../../policy-pack/policies";
import { rules } from "../../rules/rules";
import { mesh01 } from "../../rules/mesh/mesh-01/rule";
import { sc01 } from "../../rules/sc/sc-01/rule";
import { deployment, meshed, stack } from "./sent";
import { type Sent } from "./analyzer";

const opts = {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
};
/** No policy is configured. */
const noSettings: ResourceValidationArgs["getConfig"] = () => ({}) as never;
const common = {
    stackTags: new Map<string, string>(),
    getConfig: noSettings,
    notApplicable: () => assert.fail("every policy applies"),
    isType: () => false,
    asType: () => undefined,
};

/** Asks policies as the server does, and says which of them had to be asked. */
class Server {
    constructor(private readonly policies: readonly Policy[]) {}

    async analyze({ urn, type, props }: Sent): Promise<string[]> {
        const args: ResourceValidationArgs = { ...common, urn, type, props, name: urn, opts };
        const asked: string[] = [];
        for (const policy of this.policies) {
            for (const validate of policy.validateResource ?? []) {
                asked.push(policy.name);
                await validate(args, () => undefined);
            }
        }
        return asked;
    }

    async analyzeStack(all: readonly Sent[]): Promise<string[]> {
        const resources = all.map(({ urn, type, props }): PolicyResource => ({
            ...common,
            ...{ urn, type, props, name: urn, opts },
            dependencies: [],
            propertyDependencies: {},
        }));
        const args: StackValidationArgs = { ...common, resources };
        const asked: string[] = [];
        for (const policy of this.policies) {
            const validate = policy.validateStack;
            if (validate) {
                asked.push(policy.name);
                await validate(args, () => undefined);
            }
        }
        return asked;
    }
}

describe("the policies, each of which costs a deserialisation when it is asked", () => {
    const right = deployment("face", "face:2.0.0");
    const wrong = deployment("face", "face:latest", "disabled");

    it("are all asked of the stack itself, to learn their configuration", async () => {
        const server = new Server(createPolicies());
        const asked = await server.analyze(stack);
        assert.deepEqual(
            asked,
            createPolicies()
                .filter(({ name }) => !/^(sec-02|gov-05)-/.test(name))
                .map(({ name }) => name),
        );
    });

    it("are but one of a resource that breaks no rule, however many rules there are", async () => {
        const server = new Server(createPolicies());
        await server.analyze(stack);
        assert.ok(rules.length > 40);
        assert.deepEqual(
            await server.analyze({ ...stack, type: "random:index/randomId:RandomId", urn: "id" }),
            ["zero-trust"],
        );
    });

    it("are asked of a resource where they have something to report", async () => {
        const server = new Server(createPolicies([mesh01, sc01]));
        await server.analyze(stack);
        assert.deepEqual(await server.analyze(wrong), ["zero-trust", "sc-01-no-floating-tag"]);
        assert.deepEqual(await server.analyze(right), ["zero-trust"]);
    });

    it("are asked of the stack where they have something to report", async () => {
        const server = new Server(createPolicies([mesh01, sc01]));
        for (const each of [stack, meshed, right]) {
            await server.analyze(each);
        }
        assert.deepEqual(await server.analyzeStack([stack, meshed, right]), ["zero-trust"]);
        await server.analyze(wrong);
        assert.deepEqual(await server.analyzeStack([stack, meshed, wrong]), [
            "zero-trust",
            "mesh-01-workloads-are-meshed",
        ]);
    });

    it("report of each resource what was found of it, if resources are judged at once", async () => {
        const policies = createPolicies([mesh01, sc01]);
        const server = new Server(policies);
        await server.analyze(stack);
        const args = (sent: Sent): ResourceValidationArgs => ({
            ...common,
            ...sent,
            name: "",
            opts,
        });
        const pack = policies.find(({ name }) => name === "zero-trust");
        const images = policies.find(({ name }) => name === "sc-01-no-floating-tag");
        const other = { ...right, urn: `${right.urn}-other` };
        await pack?.validateResource?.[0]?.(args(wrong), () => undefined);
        await pack?.validateResource?.[0]?.(args(other), () => undefined);
        const said: string[] = [];
        for (const each of [other, wrong]) {
            for (const validate of images?.validateResource ?? []) {
                await validate(args(each), (message) =>
                    said.push(`${each.urn} ${message.slice(0, 5)}`),
                );
            }
        }
        assert.deepEqual(said, [`${wrong.urn} SC-01`]);
    });
});
