import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mesh01 } from "../../rules/mesh/mesh-01/rule";
import { sc01 } from "../../rules/sc/sc-01/rule";
import { sc02 } from "../../rules/sc/sc-02/rule";
import { ConfigurationError, readConfiguration } from "../../rules/configuration";
import { defaultSettings } from "../../rules/settings";
import { type Half, policyIn } from "../../rules/rule";

const images = halfOf(sc01.resource);
const digests = halfOf(sc02.resource);
const mesh = halfOf(mesh01.stack);

function halfOf(half: Half | undefined): Half {
    assert.ok(half);
    return half;
}

function problemsOf(value: unknown): readonly string[] {
    try {
        readConfiguration(value);
    } catch (error) {
        assert.ok(error instanceof ConfigurationError);
        return error.problems;
    }
    return [];
}

describe("the configuration of the pack", () => {
    it("is the defaults where nothing is given", () => {
        const configuration = readConfiguration({});
        assert.deepEqual(configuration.settingsOf(images), defaultSettings);
        assert.equal(configuration.environment, "development");
        assert.equal(configuration.strict, false);
        assert.deepEqual(configuration.exemptions, []);
        assert.equal(configuration.levelOf(images.policy), undefined);
    });

    it("takes settings for the whole pack, and over them those of one policy", () => {
        const configuration = readConfiguration({
            "zero-trust": { exemptNamespaces: ["shared"], floatingTags: ["rc"] },
            [mesh.policy]: { exemptNamespaces: ["own"] },
        });
        assert.deepEqual(configuration.settingsOf(mesh).exemptNamespaces, ["own"]);
        assert.deepEqual(configuration.settingsOf(mesh).floatingTags, ["rc"]);
        assert.deepEqual(configuration.settingsOf(images).exemptNamespaces, ["shared"]);
    });

    it("takes levels as a text, beside settings, and for all", () => {
        const configuration = readConfiguration({
            all: "advisory",
            [images.policy]: "disabled",
            [mesh.policy]: { enforcementLevel: "mandatory", exemptNamespaces: [] },
        });
        assert.equal(configuration.levelOf(images.policy), "disabled");
        assert.equal(configuration.levelOf(mesh.policy), "mandatory");
        assert.equal(configuration.levelOf(digests.policy), "advisory");
        assert.deepEqual(configuration.settingsOf(mesh).exemptNamespaces, []);
    });

    it("takes a level for the policy that stands in for another in production", () => {
        const inProduction = policyIn("production", sc02, digests);
        assert.equal(
            readConfiguration({ [inProduction]: "advisory" }).levelOf(inProduction),
            "advisory",
        );
    });

    it("leaves alone what Pulumi reads from the same file", () => {
        assert.deepEqual(problemsOf({ environments: ["production/policies"] }), []);
    });

    const cases: [string, unknown, string[]][] = [
        [
            "no object",
            ["zero-trust"],
            [
                'the configuration is ["zero-trust"], not an object — Fix: give settings by policy, e.g. {"zero-trust": {"environment": "production"}}',
            ],
        ],
        [
            "a policy that there is not",
            { "zero-thrust": {} },
            ["zero-thrust: no policy has this name — Fix: docs/policies.md lists them all"],
        ],
        [
            "a level that there is not",
            { all: "fatal", [images.policy]: { enforcementLevel: 3 }, [mesh.policy]: null },
            [
                'all: "fatal" is not a level — Fix: give one of advisory, mandatory, remediate, disabled',
                "sc-01-no-floating-tag: 3 is not a level — Fix: give one of advisory, mandatory, remediate, disabled",
                "mesh-01-workloads-are-meshed: null is not a level — Fix: give one of advisory, mandatory, remediate, disabled",
            ],
        ],
        [
            "a setting of another policy",
            { [images.policy]: { exemptNamespaces: [] } },
            [
                'sc-01-no-floating-tag has no key "exemptNamespaces" — Fix: use one of those it has (floatingTags)',
            ],
        ],
        [
            "an environment for one policy",
            { [digests.policy]: { environment: "production" } },
            [
                'sc-02-image-has-a-digest has no key "environment" — Fix: use one of those it has (exemptNamespaces)',
            ],
        ],
        [
            "settings for a policy that has those of another",
            { [policyIn("production", sc02, digests)]: { floatingTags: [] } },
            [
                'sc-02-image-has-a-digest-in-production has no key "floatingTags" — Fix: leave it out: there is nothing to set',
            ],
        ],
        [
            "values of a wrong type, every one",
            { "zero-trust": { strict: 1, floatingTags: "rc", trustDomain: "", exemptions: {} } },
            [
                'zero-trust.trustDomain is "", which is empty — Fix: what belongs there: The mesh\'s trust domain',
                'zero-trust.floatingTags is "rc", not a list — Fix: what belongs there: Image tags that move from one image to the next',
                "zero-trust.strict is 1, not true or false — Fix: what belongs there: Whether what cannot be judged is refused",
                "zero-trust.exemptions is {}, not a list — Fix: what belongs there: What is not refused although it breaks a rule",
            ],
        ],
        [
            "a long value, without repeating all of it",
            { "zero-trust": { environment: "p".repeat(100) } },
            [
                `zero-trust.environment is "${"p".repeat(59)}…, not one of "production", "development" — Fix: what belongs there: Some rules are mandatory in production and advisory elsewhere`,
            ],
        ],
    ];
    for (const [title, value, problems] of cases) {
        it(`refuses ${title}`, () => {
            assert.deepEqual(problemsOf(value), problems);
        });
    }

    it("reads the README's examples", () => {
        const readme = join(__dirname, "..", "..", "policy-pack", "README.md");
        const examples = [...readFileSync(readme, "utf8").matchAll(/```json\n(.*?)```/gs)].map(
            ([, example = ""]) => readConfiguration(JSON.parse(example)),
        );
        assert.deepEqual(
            examples.map(({ environment, exemptions }) => [
                environment,
                ...exemptions.map(({ problems }) => problems),
            ]),
            [["production"], ["development", []]],
        );
    });

    it("leaves what is wrong with an exemption to GOV-01", () => {
        const { exemptions } = readConfiguration({ "zero-trust": { exemptions: [3] } });
        assert.deepEqual(exemptions, [
            {
                path: "exemptions[0]",
                problems: [
                    {
                        path: "exemptions[0]",
                        message: "is 3, not an object",
                        remedy: "what belongs there: A rule that does not refuse one resource, until a day",
                    },
                ],
            },
        ]);
    });
});
