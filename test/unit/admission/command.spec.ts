import assert from "node:assert/strict";

import { readAllYaml } from "../../../manifests/yaml";
import { admissionYaml } from "../../../scripts/admission";

describe("The command that prints the rules for an enforcer", () => {
    const documents = (...args: string[]) =>
        readAllYaml(admissionYaml(args)) as Record<string, unknown>[];

    for (const [form, kinds] of [
        ["policies", ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]],
        ["gatekeeper-templates", ["ConstraintTemplate", "SyncSet"]],
    ] as const) {
        it(`prints ${form}`, () => {
            const printed = documents(form);
            assert.deepEqual([...new Set(printed.map(({ kind }) => kind))].sort(), kinds);
        });
    }

    it("prints a constraint for every template", () => {
        const made = documents("gatekeeper-templates").length - 1;
        assert.equal(documents("gatekeeper-constraints").length, made);
    });

    it("prints Polaris' configuration, as strict as it is told", () => {
        const severities = (...args: string[]) => {
            const [configuration] = documents("polaris", ...args);
            return [
                ...new Set(Object.values(configuration?.checks as Record<string, string>)),
            ].sort();
        };
        assert.deepEqual(severities(), ["danger"]);
        assert.deepEqual(severities("--at-most", "Warn"), ["warning"]);
        const [lax, strict] = [[], ["--production"]].map(
            (args) => documents("polaris", ...args)[0],
        );
        assert.ok(!("SC-02" in (lax?.checks as object)) && "SC-02" in (strict?.checks as object));
    });

    for (const args of [[], ["kyverno"], ["polaris", "policies"], ["polaris", "--at-most=Off"]]) {
        it(`says how it is used after "${args.join(" ")}"`, () => {
            assert.throws(() => admissionYaml(args), /^Error: usage: npm run -s admission -- /);
        });
    }
});
