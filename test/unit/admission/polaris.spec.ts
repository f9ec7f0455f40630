import assert from "node:assert/strict";
import Ajv from "ajv";

import { defaultAdmissionSettings } from "../../../rules/admission/admissionSettings";
import { polarisConfiguration } from "../../../components/admission/polarisConfiguration";
import { admissionRules } from "../../../rules/rules";
import {
    at,
    type PlainObject,
    type PlainValue,
    textAt,
} from "../../../sandbox/standins/properties";
import { imageNames } from "../../../platformImages";
import type { Resource } from "../../../rules/reading/resource";
import { podTemplateOf } from "../../support/controllerObjects";
import { imageDigests } from "../../support/imageDigests";
import { only, type RecordedResource } from "../../support/recordResources";
import { referenceArchitecture } from "../../support/referenceArchitecture";
import { chartObjects } from "../../support/renderedCharts";
import { fixtures } from "./fixtures";
import { refusedBy } from "./fixtures/fixture";
import { workload, workloadKinds } from "./fixtures/objects";

type Configuration = ReturnType<typeof polarisConfiguration>;

const release = "kubernetes:helm.sh/v3:Release";
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

    for (const [title, profile, changes] of [
        ["as it is made for development", "dev", {}],
        ["as it is made for production", "ha", { highAvailability: true, imageDigests }],
    ] as const) {
        it(`refuses no workload of the platform, ${title}, of whichever chart`, async function () {
            this.timeout(120_000);
            const resources = asRecorded(await referenceArchitecture(changes));
            const { values } = only(resources, release, "polaris-release");
            const { config } = values as { config: Configuration };
            const own = resources.map(({ inputs }) => inputs as PlainObject);
            const workloads = [...own, ...chartObjects(resources, profile)].filter(
                (object) => podTemplateOf(object) !== undefined,
            );
            assert.ok(workloads.length >= imageNames.length);
            const denied = Object.keys(config.checks).filter(
                (id) => config.checks[id] === "danger",
            );
            assert.equal(denied.includes("SC-02"), profile === "ha");
            assert.deepEqual(
                workloads.flatMap((object) =>
                    denied
                        .filter((rule) => isRefused(config, rule, object))
                        .map((rule) => `${rule} ${textAt(object, "metadata", "name") ?? ""}`),
                ),
                [],
            );
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

function asRecorded(resources: readonly Resource[]): RecordedResource[] {
    return resources.map(({ type, urn, object }) => ({
        type,
        name: urn.slice(urn.lastIndexOf("::") + 2),
        inputs: object,
        component: undefined,
        options: {},
    }));
}

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
