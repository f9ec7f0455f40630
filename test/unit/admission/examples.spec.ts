import assert from "node:assert/strict";

import { polarisConfiguration } from "../../../components/admission/polarisConfiguration";
import { defaultAdmissionSettings } from "../../../rules/admission/admissionSettings";
import { ResourceIndex } from "../../../rules/reading/resourceIndex";
import { judge } from "../../../rules/rule";
import { admissionRules, rules } from "../../../rules/rules";
import { defaultSettings } from "../../../rules/settings";
import { outcomes } from "../../../scripts/exampleFiles";
import { exampleOf, exampleResources } from "../../support/ruleExamples";
import { exampleFixtures } from "./fixtures/examples";
import { type Fixture, refusedBy } from "./fixtures/fixture";
import { namespaceObject } from "./fixtures/objects";
import { polarisRefuses } from "./polarisRefusal";

/** Rules by which Polaris refuses an example that their Namespace would make good. */
const withoutNamespace: Readonly<Record<string, string[]>> = {
    "MESH-04: its example of what is refused": ["MESH-01"],
};

const configuration = polarisConfiguration(admissionRules, defaultAdmissionSettings, {
    production: true,
});
const polarisRules = admissionRules.filter(({ polaris }) => polaris).map(({ id }) => id);
const atPreview = rules.filter(({ admission }) => admission);

describe("The examples of the rules at admission", () => {
    it("are put to every enforcer, both of each rule", () => {
        assert.deepEqual(
            exampleFixtures.map(titleOf),
            admissionRules.flatMap(({ id }) =>
                outcomes.map((outcome) => `${id}: its example of what is ${outcome}`),
            ),
        );
    });

    for (const fixture of exampleFixtures) {
        const title = titleOf(fixture);

        it(`${title} breaks for Polaris what it says`, () => {
            assert.deepEqual(
                polarisRules.filter((id) => polarisRefuses(configuration, id, fixture.object)),
                polarisRules.filter(
                    (id) => brokenBy(fixture).includes(id) || withoutNamespace[title]?.includes(id),
                ),
            );
        });

        it(`${title} breaks at preview what it says, of what is judged at admission, too`, () => {
            const resources = exampleResources([
                namespaceObject("shop"),
                ...exampleOf(fixture.rule, fixture.refused ? "refused" : "allowed"),
            ]);
            const index = new ResourceIndex(resources);
            assert.deepEqual(
                idsOf(
                    atPreview.filter((rule) =>
                        judge(rule, index, defaultSettings).some(
                            ({ resource }) => resource === resources.at(-1),
                        ),
                    ),
                ),
                idsOf(atPreview.filter(({ id }) => brokenBy(fixture).includes(id))),
            );
        });
    }
});

function titleOf({ rule, title }: Fixture): string {
    return `${rule}: ${title}`;
}

function brokenBy(fixture: Fixture): string[] {
    const { rule, also = [] } = fixture;
    return [...(refusedBy(fixture, "preview") ? [rule] : []), ...also];
}

function idsOf(some: readonly { id: string }[]): string[] {
    return some.map(({ id }) => id);
}
