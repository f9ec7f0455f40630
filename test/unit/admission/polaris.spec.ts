import assert from "node:assert/strict";

import { defaultAdmissionSettings } from "../../../rules/admission/admissionSettings";
import { polarisConfiguration } from "../../../components/admission/polarisConfiguration";
import { admissionRules } from "../../../rules/rules";
import { type PlainObject, textAt } from "../../../sandbox/standins/properties";
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
import { type PolarisConfiguration, polarisRefuses } from "./polarisRefusal";

const release = "kubernetes:helm.sh/v3:Release";

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
            assert.equal(polarisRefuses(configuration, fixture.rule, fixture.object), refused);
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
            const { config } = values as { config: PolarisConfiguration };
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
                        .filter((rule) => polarisRefuses(config, rule, object))
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
            assert.equal(polarisRefuses(configuration, "MESH-02", object), true);
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
