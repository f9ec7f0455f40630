import assert from "node:assert/strict";
import { readConfiguration } from "../../rules/configuration";
import { gov01 } from "../../rules/gov/gov-01/rule";
import { judgeAll } from "../../rules/judgement";
import { mesh01 } from "../../rules/mesh/mesh-01/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { describe as describeResource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Rule } from "../../rules/rule";
import { sc01 } from "../../rules/sc/sc-01/rule";
import { sc02 } from "../../rules/sc/sc-02/rule";
import { deployment } from "./support";

const TODAY = "2026-11-22";
const meshed = { annotations: { "linkerd.io/inject": "enabled" } };
const face = deployment("face", {
    metadata: meshed,
    spec: { containers: [{ image: "face:latest" }] },
});
const unknown = deployment("smiley", {
    metadata: meshed,
    spec: { containers: [{ image: UNKNOWN }] },
});
const unmeshed = deployment("color", { spec: { containers: [{ image: "color:1" }] } });

const exemption = {
    rule: "SC-01",
    resource: { kind: "Deployment", namespace: "faces", name: "smiley" },
    owner: "platform@example.com",
    reason: "it is made by another team",
    expiry: "2026-12-31",
};

function judge(rules: readonly Rule[], configuration: object): string[] {
    return judgeAll(
        rules,
        new ResourceIndex([face, unknown, unmeshed]),
        readConfiguration(configuration),
        TODAY,
    ).map(
        ({ rule, policy, level, status, resource }) =>
            `${rule} ${policy} ${level} ${status} ${describeResource(resource)}`,
    );
}

const IMAGES = "SC-01 sc-01-no-floating-tag";
const MESH = "MESH-01 mesh-01-workloads-are-meshed";

describe("the judgement by all rules", () => {
    it("has each object judged alone, then all together", () => {
        assert.deepEqual(judge([mesh01, sc01], {}), [
            `${IMAGES} mandatory violation Deployment "faces/face"`,
            `${IMAGES} mandatory undecided Deployment "faces/smiley"`,
            `${MESH} mandatory violation Deployment "faces/color"`,
        ]);
    });

    it("takes levels from the configuration, and leaves out what is disabled", () => {
        assert.deepEqual(
            judge([mesh01, sc01], {
                "sc-01-no-floating-tag": "advisory",
                "mesh-01-workloads-are-meshed": "disabled",
            }),
            [
                `${IMAGES} advisory violation Deployment "faces/face"`,
                `${IMAGES} advisory undecided Deployment "faces/smiley"`,
            ],
        );
    });

    it("refuses in production what it only advises elsewhere", () => {
        assert.deepEqual(
            judge([sc02], {})[0],
            'SC-02 sc-02-image-has-a-digest advisory violation Deployment "faces/face"',
        );
        assert.deepEqual(
            judge([sc02], { "zero-trust": { environment: "production" } })[0],
            'SC-02 sc-02-image-has-a-digest-in-production mandatory violation Deployment "faces/face"',
        );
    });

    it("refuses what is undecided where strict is set", () => {
        assert.deepEqual(judge([sc01], { "zero-trust": { strict: true } }), [
            `${IMAGES} mandatory violation Deployment "faces/face"`,
            `${IMAGES} mandatory violation Deployment "faces/smiley"`,
        ]);
    });

    it("says what is exempt, be it undecided and strict set", () => {
        assert.deepEqual(
            judge([sc01, gov01], { "zero-trust": { strict: true, exemptions: [exemption] } }),
            [
                `${IMAGES} mandatory violation Deployment "faces/face"`,
                `${IMAGES} mandatory exempt Deployment "faces/smiley"`,
            ],
        );
    });

    it("judges the exemptions, if GOV-01 is one of the rules", () => {
        const exemptions = [
            { ...exemption, expiry: "2026-01-01" },
            { ...exemption, rule: "MESH-01" },
        ];
        const configuration = { "zero-trust": { exemptions } };
        const found = judge([mesh01, sc01], configuration);
        assert.deepEqual(judge([mesh01, sc01, gov01], configuration), [
            ...found,
            'GOV-01 zero-trust mandatory violation Exemption "SC-01 for Deployment faces/smiley"',
            'GOV-01 zero-trust mandatory violation Exemption "MESH-01 for Deployment faces/smiley"',
        ]);
    });

    it("says nothing of exemptions from rules that do not judge", () => {
        const configuration = { "zero-trust": { exemptions: [exemption] } };
        assert.deepEqual(judge([mesh01, gov01], configuration), [
            `${MESH} mandatory violation Deployment "faces/color"`,
        ]);
        assert.deepEqual(
            judge([mesh01, sc01, gov01], { ...configuration, "sc-01-no-floating-tag": "disabled" }),
            [`${MESH} mandatory violation Deployment "faces/color"`],
        );
    });
});
