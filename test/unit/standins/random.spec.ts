import assert from "node:assert/strict";
import fc from "fast-check";
import { isSecret, unknown } from "../../../sandbox/standins/properties";
import { RandomStandIn } from "../../../sandbox/standins/random";
import { Sandbox, textOf, type EngineClient } from "./engineClient";

const password = "random:index/randomPassword:RandomPassword";

describe("the stand-in for Random", () => {
    const sandbox = new Sandbox();
    let random: EngineClient;

    before(async () => {
        await sandbox.start();
        random = sandbox.provider("random");
    });

    after(() => sandbox.remove());

    it("makes a password of the length asked for, as a secret", async () => {
        const { state } = await random.create(password, "p", { length: 24 });
        assert.ok(isSecret(state.result));
        assert.equal(textOf(state, "result").length, 24);
    });

    it("does not know the password in a preview, and says that it is secret", async () => {
        const state = await random.preview(password, "p", { length: 24 });
        assert.ok(isSecret(state.result));
        assert.equal(state.result.value, unknown);
        assert.equal(state.lower, true);
    });

    it("draws from the classes that are on, and from each as often as asked", () => {
        const provider = new RandomStandIn(undefined);
        const classes = fc.record({
            lower: fc.boolean(),
            upper: fc.boolean(),
            numeric: fc.boolean(),
            special: fc.constant(true),
            minSpecial: fc.nat(4),
            overrideSpecial: fc.constant("_-"),
            length: fc.integer({ min: 4, max: 40 }),
        });
        fc.assert(
            fc.property(classes, (inputs) => {
                const { state } = provider.create({
                    type: password,
                    name: "p",
                    urn: "",
                    inputs,
                    preview: false,
                });
                const result = textOf(state, "result");
                assert.equal(result.length, inputs.length);
                assert.ok((result.match(/[_-]/g) ?? []).length >= inputs.minSpecial);
                assert.equal(/[a-z]/.test(result) && !inputs.lower, false);
                assert.equal(/[A-Z]/.test(result) && !inputs.upper, false);
                assert.equal(/[0-9]/.test(result) && !inputs.numeric, false);
                assert.match(result, /^[a-zA-Z0-9_-]*$/);
            }),
        );
    });

    it("replaces what is random whenever an input changes", async () => {
        const made = await random.create(password, "p", { length: 24 });
        assert.deepEqual(await random.diff(made, { length: 25 }), {
            changed: ["length"],
            replaces: ["length"],
            deleteBeforeReplace: false,
        });
    });

    it("sees no change where there is none", async () => {
        const made = await random.create(password, "p", { length: 24, special: false });
        const { changed } = await random.diff(made, { length: 24, special: false });
        assert.deepEqual(changed, []);
    });

    it("refuses a length that the minimums do not fit into", async () => {
        await assert.rejects(
            random.create(password, "p", { length: 3, minUpper: 2, minLower: 2 }),
            {
                message:
                    "length: 3 is less than the 4 characters that minLower, minUpper, minNumeric and " +
                    "minSpecial ask for; make it longer",
            },
        );
    });

    it("names the path of an unknown property, and of one that is missing", async () => {
        const { failures } = await random.check(password, "p", { lenght: 24 });
        assert.deepEqual(
            failures.map((failure) => failure.split(";")[0]),
            ["lenght: unknown property", "length: missing required property"],
        );
    });

    it("reads a password out of the state, because it is nowhere else", async () => {
        const { state, inputs } = await random.create(password, "p", { length: 24 });
        assert.deepEqual(await random.read(password, "none", { state, inputs }), state);
    });
});
