import assert from "node:assert/strict";
import { type Analyzer, type PolicySettings, type Sent, UNKNOWN_TEXT } from "./analyzer";
import { SMALL_PACK, deployment, meshed, namespace, sent, stack, startPack } from "./sent";

type Properties = NonNullable<PolicySettings["properties"]>;

const latest = deployment("face", "face:latest");
const firewall = sent("civo:index/firewall:Firewall", "edge", {});

/** By two policies of one rule: development, and production. */
const SHARED = "id-01-service-accounts-are-not-shared";
const twins = ["face", "smiley"].map((name) => {
    const twin = deployment(name, `${name}:2.0.0`);
    const spec = { serviceAccountName: "both", containers: [{ image: `${name}:2.0.0` }] };
    return { ...twin, props: { ...twin.props, spec: { template: { spec } } } };
});
const defaultAccount: Sent = {
    ...latest,
    props: {
        metadata: { name: "face", namespace: "faces" },
        spec: { template: { spec: { containers: [{ image: "face:2.0.0" }] } } },
    },
};

function exemption(change: Properties = {}): Properties {
    return {
        rule: "SC-01",
        resource: { kind: "Deployment", namespace: "faces", name: "face" },
        owner: "platform@example.com",
        reason: "the vendor has no other tag",
        expiry: "2026-12-31",
        ...change,
    };
}

describe("the configuration of a policy pack in CrossGuard's protocol", () => {
    let analyzer: Analyzer;

    before(async function () {
        analyzer = await startPack(SMALL_PACK);
    });

    after(async () => {
        await analyzer.stop();
    });

    /** By policy, level and the line after what the policy demands. */
    async function preview(config: Properties, ...resources: Sent[]): Promise<string[]> {
        return previewWith({ "zero-trust": { properties: config } }, ...resources);
    }

    async function previewWith(
        policies: Record<string, PolicySettings>,
        ...resources: Sent[]
    ): Promise<string[]> {
        await analyzer.configure(policies);
        const said = await analyzer.preview([stack, meshed, ...resources]);
        return said.map(({ policy, level, urn, message }) =>
            `${policy} ${level} ${urn.split("::").at(-1) ?? ""}: ${message.split("\n")[1] ?? ""}`.replace(
                / — Fix: .*/,
                "",
            ),
        );
    }

    describe("environment", () => {
        it("advises outside production of what is mandatory in production", async () => {
            assert.deepEqual(
                (await preview({}, defaultAccount)).map((line) => line.split(":")[0]),
                ["id-02-no-default-service-account advisory face"],
            );
            assert.deepEqual(
                (await preview({}, ...twins)).map((line) => line.split(":")[0]),
                [`${SHARED} advisory face`, `${SHARED} advisory smiley`],
            );
        });

        it("refuses it in production, alone and together", async () => {
            assert.deepEqual(
                (await preview({ environment: "production" }, defaultAccount)).map(
                    (line) => line.split(":")[0],
                ),
                ["id-02-no-default-service-account-in-production mandatory face"],
            );
            assert.deepEqual(
                (await preview({ environment: "production" }, ...twins)).map(
                    (line) => line.split(":")[0],
                ),
                ["face", "smiley"].map((name) => `${SHARED}-in-production mandatory ${name}`),
            );
        });

        it("leaves all other policies as they are", async () => {
            assert.deepEqual(
                (await preview({ environment: "production" }, latest)).map(
                    (line) => line.split(":")[0],
                ),
                ["sc-01-no-floating-tag mandatory face"],
            );
        });
    });

    describe("settings", () => {
        it("hold for all rules where the pack has them", async () => {
            assert.deepEqual(await preview({ floatingTags: ["rc"] }, latest), []);
            assert.deepEqual(
                await preview({ exemptNamespaces: ["faces"] }, namespace({}), defaultAccount),
                [],
            );
        });

        it("hold for one policy where it has its own", async () => {
            assert.deepEqual(
                await previewWith(
                    {
                        "zero-trust": { properties: { floatingTags: ["rc"] } },
                        "sc-01-no-floating-tag": { properties: { floatingTags: ["latest"] } },
                    },
                    latest,
                ),
                [
                    'sc-01-no-floating-tag mandatory face: SC-01: Deployment "faces/face" runs "face:latest", whose tag moves from image to image (spec.template.spec.containers[0].image)',
                ],
            );
        });

        it("hold for a policy that is asked about the stack alone, too", async () => {
            const alone = namespace({});
            assert.deepEqual(
                await previewWith(
                    {
                        "mesh-01-workloads-are-meshed": {
                            properties: { exemptNamespaces: ["faces"] },
                        },
                    },
                    alone,
                    deployment("face", "face:2.0.0"),
                ),
                [],
            );
        });

        it("judge nothing by a policy that is disabled", async () => {
            assert.deepEqual(
                await previewWith({ "sc-01-no-floating-tag": { level: "disabled" } }, latest),
                [],
            );
        });
    });

    describe("that cannot be followed", () => {
        const cases: [string, Properties, string[]][] = [
            [
                "has a key that there is not",
                { enviroment: "production" },
                ['zero-trust has no key "enviroment"'],
            ],
            [
                "has a value that there is not",
                { environment: "prod" },
                ['zero-trust.environment is "prod", not one of "production", "development"'],
            ],
            [
                "has values of a wrong type",
                { strict: "yes", floatingTags: [1], ingress: { name: "edge" } },
                [
                    "zero-trust.ingress lacks namespace",
                    "zero-trust.floatingTags[0] is 1, not a text",
                    'zero-trust.strict is "yes", not true or false',
                ],
            ],
        ];
        for (const [title, config, problems] of cases) {
            it(`is refused before anything is made, if it ${title}`, async () => {
                await analyzer.configure({ "zero-trust": { properties: config } });
                assert.deepEqual(
                    (await analyzer.analyze(stack)).map(({ policy, level, message }) => [
                        policy,
                        level,
                        message.split("\n")[1]?.split(" — Fix: ")[0],
                    ]),
                    problems.map((problem) => [
                        "zero-trust",
                        "mandatory",
                        `GOV-01: in the configuration, ${problem}`,
                    ]),
                );
            });
        }

        it("is refused with the first resource, if it is that of one policy", async () => {
            await analyzer.configure({
                "mesh-01-workloads-are-meshed": { properties: { exempt: ["faces"] } },
            });
            assert.deepEqual(await analyzer.analyze(stack), []);
            assert.deepEqual(
                (await analyzer.analyze(meshed)).map(({ policy, message }) => [
                    policy,
                    message.split("\n")[1],
                ]),
                [
                    [
                        "zero-trust",
                        'GOV-01: in the configuration, mesh-01-workloads-are-meshed has no key "exempt" — Fix: use one of those it has (exemptNamespaces)',
                    ],
                ],
            );
        });
    });

    describe("exemptions", () => {
        it("let one rule pass one resource", async () => {
            assert.deepEqual(await preview({ exemptions: [exemption()] }, latest), []);
        });

        it("let nothing else pass", async () => {
            const lines = await preview(
                { exemptions: [exemption()] },
                latest,
                deployment("smiley", "smiley:latest"),
                firewall,
            );
            assert.deepEqual(
                lines.map((line) => line.split(":")[0]),
                [
                    "sc-01-no-floating-tag mandatory smiley",
                    "cld-01-firewall-keeps-the-api-private mandatory edge",
                ],
            );
        });

        it("let a relation pass", async () => {
            const ofMesh = exemption({ rule: "MESH-01" });
            assert.deepEqual(
                await preview(
                    { exemptions: [ofMesh] },
                    namespace({}),
                    deployment("face", "face:2.0.0"),
                ),
                [],
            );
        });

        it("cover what could not be judged", async () => {
            assert.deepEqual(
                await preview(
                    { exemptions: [exemption()], strict: true },
                    deployment("face", UNKNOWN_TEXT),
                ),
                [],
            );
        });

        const faults: [string, Properties, string, string[]][] = [
            [
                "is expired",
                { expiry: "2026-11-21" },
                "SC-01 for Deployment faces/face",
                ["expired on 2026-11-21 (exemptions[0].expiry)"],
            ],
            [
                "ends too far ahead",
                { expiry: "2027-02-21" },
                "SC-01 for Deployment faces/face",
                ["ends on 2027-02-21, more than 90 days ahead (exemptions[0].expiry)"],
            ],
            [
                "is for anything",
                { resource: { kind: "Deployment", namespace: "faces", name: "*" } },
                "exemptions[0]",
                ['is too wide: "*" can be the name of anything (exemptions[0].resource.name)'],
            ],
            [
                "is nobody's and has no reason",
                { owner: " ", reason: "" },
                "exemptions[0]",
                [
                    'is " ", which must match pattern "\\S" (exemptions[0].owner)',
                    'is "", which must match pattern "\\S" (exemptions[0].reason)',
                ],
            ],
        ];
        for (const [title, change, name, messages] of faults) {
            it(`are refused, and let nothing pass, if one ${title}`, async () => {
                const lines = await preview({ exemptions: [exemption(change)] }, latest);
                assert.deepEqual(lines, [
                    ...messages.map(
                        (message) =>
                            `zero-trust mandatory : GOV-01: Exemption "${name}" ${message}`,
                    ),
                    'sc-01-no-floating-tag mandatory face: SC-01: Deployment "faces/face" runs "face:latest", whose tag moves from image to image (spec.template.spec.containers[0].image)',
                ]);
            });
        }

        it("are refused if one is not needed, once all is judged", async () => {
            assert.deepEqual(
                await preview({ exemptions: [exemption()] }, deployment("face", "face:2.0.0")),
                [
                    'zero-trust mandatory : GOV-01: Exemption "SC-01 for Deployment faces/face" is not needed: the rule finds nothing there (exemptions[0])',
                ],
            );
        });

        it("are not said to be unneeded where the rule is disabled", async () => {
            assert.deepEqual(
                await previewWith(
                    {
                        "zero-trust": { properties: { exemptions: [exemption()] } },
                        "sc-01-no-floating-tag": { level: "disabled" },
                    },
                    latest,
                ),
                [],
            );
        });
    });

    describe("strict", () => {
        it("refuses what could not be judged, by the rule that could not", async () => {
            assert.deepEqual(await preview({ strict: true }, deployment("face", UNKNOWN_TEXT)), [
                'sc-01-no-floating-tag mandatory face: SC-01: Deployment "faces/face" cannot be judged: it depends on spec.template.spec.containers[0].image, which is not known yet (spec.template.spec.containers[0].image)',
            ]);
        });
    });
});
