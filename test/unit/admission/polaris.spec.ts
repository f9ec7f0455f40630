import assert from "node:assert/strict";
import Ajv from "ajv";

import { defaultAdmissionSettings } from "../../../components/admission/admissionSettings";
import { polarisConfiguration } from "../../../components/admission/polarisConfiguration";
import { admissionRules } from "../../../components/admission/rules";
import {
    at,
    type PlainObject,
    type PlainValue,
    textAt,
} from "../../../sandbox/standins/properties";
import { fixtures } from "./fixtures";
import { refusedBy } from "./fixtures/fixture";
import { workload, workloadKinds } from "./fixtures/objects";

type Configuration = ReturnType<typeof polarisConfiguration>;

const ajv = new Ajv({ strict: false });

describe("Polaris' configuration", () => {
    for (const fixture of fixtures) {
        if (!admissionRules.some(({ id, polaris }) => id === fixture.rule && polaris)) {
            continue;
        }
        const refused = refusedBy(fixture, "polaris");
        it(`${fixture.rule}: ${refused ? "refuses" : "allows"} ${fixture.title}`, () => {
            const settings = { ...defaultAdmissionSettings, ...fixture.settings };
            const configuration = polarisConfiguration(admissionRules, settings, {
                production: true,
            });
            assert.equal(isRefused(configuration, fixture.rule, fixture.object), refused);
        });
    }

    for (const kind of workloadKinds) {
        it(`judges the pod template of a ${kind}`, () => {
            const configuration = polarisConfiguration(
                admissionRules,
                defaultAdmissionSettings,
                {},
            );
            const object = workload({ kind, annotations: { "linkerd.io/inject": "disabled" } });
            assert.equal(isRefused(configuration, "MESH-02", object), true);
        });
    }
});

/** As Polaris has it: exemptions first, then the schema of the part that a check is for. */
function isRefused(configuration: Configuration, rule: string, object: PlainObject): boolean {
    const { customChecks, exemptions } = configuration;
    const name = textAt(object, "metadata", "name") ?? "";
    const isExempt = exemptions.some(
        (exemption) =>
            exemption.namespace === textAt(object, "metadata", "namespace") &&
            exemption.rules.includes(rule) &&
            (exemption.controllerNames?.some((each) => name.startsWith(each)) ?? true),
    );
    const check = customChecks[rule];
    const part = check && partOf(object, check.target);
    if (isExempt || check === undefined || part === undefined) {
        return false;
    }
    return !ajv.validate(check.schema, part);
}

function partOf(object: PlainObject, target: string): PlainValue | undefined {
    const isWorkload = workloadKinds.includes(textAt(object, "kind") ?? "");
    switch (target) {
        case "PodTemplate":
            return isWorkload ? templateOf(object) : undefined;
        case "Controller":
            return isWorkload ? object : undefined;
        default: {
            const group = (textAt(object, "apiVersion") ?? "").split("/")[0] ?? "";
            return target === `${group}/${textAt(object, "kind") ?? ""}` ? object : undefined;
        }
    }
}

function templateOf(object: PlainObject): PlainValue | undefined {
    return (
        at(object, "spec", "jobTemplate", "spec", "template") ??
        at(object, "spec", "template") ??
        object
    );
}
