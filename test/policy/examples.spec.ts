import assert from "node:assert/strict";

import type { Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Finding, type Rule, checkResource, formatFinding, judge } from "../../rules/rule";
import { everyRule, rules } from "../../rules/rules";
import { type Settings, defaultSettings } from "../../rules/settings";
import { type Outcome, exampleSettings, exampleText, outcomes } from "../../scripts/exampleFiles";
import { exampleOf, exampleResources } from "../support/ruleExamples";

/** Rules that judge no object, and so have nothing to show. */
const WITHOUT_OBJECTS = ["GOV-01", "GOV-05", "GOV-06", "SC-07", "SEC-02", "SEC-06"];

/** Rules that refuse one object because of another, and say so of both. */
const REFUSING_SEVERAL = ["ID-01"];

const judging = rules.filter(({ resource, stack }) => resource ?? stack);

describe("The examples of the rules", () => {
    for (const rule of judging) {
        it(`${rule.id}: refuses the last of what it shows as refused, and nothing beside it`, () => {
            const { resources, findings } = judged(rule, "refused");
            const [last, ...before] = [...resources].reverse();
            const refused = new Set(
                findings.map(({ status, resource }) => {
                    assert.equal(status, "violation");
                    return resource;
                }),
            );
            assert.ok(last && refused.has(last));
            assert.equal(
                before.some((resource) => refused.has(resource)),
                REFUSING_SEVERAL.includes(rule.id),
                findings.map(formatFinding).join("\n"),
            );
        });

        it(`${rule.id}: allows what it shows as allowed`, () => {
            assert.deepEqual(judged(rule, "allowed").findings.map(formatFinding), []);
        });

        it(`${rule.id}: shows as allowed what no other mandatory rule refuses`, () => {
            assert.deepEqual(refusedElsewhere(rule).map(formatFinding), []);
        });
    }

    it("are judged with other settings than the defaults only where the defaults find nothing", () => {
        for (const rule of judging.filter(({ id }) => exampleSettings[id] !== undefined)) {
            assert.deepEqual(judged(rule, "refused", defaultSettings).findings, [], rule.id);
        }
    });

    it("are two of every rule but those that judge no object", () => {
        assert.deepEqual(
            everyRule
                .filter((rule) =>
                    outcomes.some((outcome) => exampleText(rule, outcome) === undefined),
                )
                .map(({ id }) => id)
                .sort(),
            WITHOUT_OBJECTS,
        );
    });
});

function judged(rule: Rule, outcome: Outcome, settings = settingsOf(rule)) {
    const resources = exampleResources(exampleOf(rule.id, outcome));
    return {
        resources,
        findings: judge(rule, new ResourceIndex(resources), settings),
    };
}

function settingsOf({ id }: Rule): Settings {
    return { ...defaultSettings, ...exampleSettings[id] };
}

/** What the mandatory rules find in single objects of a rule's own example. */
function refusedElsewhere({ id }: Rule): Finding[] {
    const resources: Resource[] = exampleResources(exampleOf(id, "allowed"));
    return rules
        .filter(({ level }) => level === "mandatory")
        .flatMap((rule) =>
            resources.flatMap((resource) => [...checkResource(rule, resource, defaultSettings)]),
        );
}
