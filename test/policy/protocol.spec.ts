import assert from "node:assert/strict";
import { EnforcementLevel, PolicyType } from "@pulumi/pulumi/proto/analyzer_pb";
import { rules } from "../../rules/rules";
import { policyIn } from "../../rules/rule";
import { type Analyzer, type PolicySettings, UNKNOWN_OBJECT, UNKNOWN_TEXT } from "./analyzer";
import {
    SMALL_PACK,
    WHOLE_PACK,
    deployment,
    meshed,
    namespace,
    sent,
    stack,
    startPack,
} from "./sent";
import { remedyOf } from "../support/ruleTexts";

describe("the whole policy pack in CrossGuard's protocol", () => {
    let analyzer: Analyzer;

    before(async function () {
        analyzer = await startPack(WHOLE_PACK);
    });

    after(async () => {
        await analyzer.stop();
    });

    it("offers a policy for each half of each rule, the pack's own first and the undecided last", async () => {
        const info = await analyzer.info();
        const halves = rules.flatMap(({ level, resource, stack: relations }) =>
            [resource, relations].flatMap((half) =>
                half === undefined
                    ? []
                    : level === "mandatory in production"
                      ? [
                            [half.policy, EnforcementLevel.ADVISORY],
                            [`${half.policy}-in-production`, EnforcementLevel.MANDATORY],
                        ]
                      : [
                            [
                                half.policy,
                                level === "mandatory"
                                    ? EnforcementLevel.MANDATORY
                                    : EnforcementLevel.ADVISORY,
                            ],
                        ],
            ),
        );
        assert.equal(info.name, "zero-trust");
        assert.deepEqual(
            info.policiesList.map(({ name, enforcementlevel }) => [name, enforcementlevel]),
            [
                ["zero-trust", EnforcementLevel.MANDATORY],
                ["sec-02-secret-material-is-secret", EnforcementLevel.REMEDIATE],
                ...halves,
                ["gov-05-undecided-is-reported", EnforcementLevel.ADVISORY],
            ],
        );
    });

    it("tells the engine which policies are of the stack", async () => {
        const info = await analyzer.info();
        const relations = rules.flatMap((rule) =>
            rule.stack
                ? [
                      policyIn("development", rule, rule.stack),
                      policyIn("production", rule, rule.stack),
                  ]
                : [],
        );
        assert.deepEqual(
            info.policiesList
                .filter(({ policyType }) => policyType === PolicyType.POLICY_TYPE_STACK)
                .map(({ name }) => name),
            [...new Set(relations), "gov-05-undecided-is-reported"],
        );
    });

    it("never says that a policy could not run", async () => {
        for (const type of [
            "kubernetes:core/v1:Namespace",
            "kubernetes:apps/v1:Deployment",
            "kubernetes:helm.sh/v3:Release",
            "kubernetes:cert-manager.io/v1:Certificate",
            "kubernetes:policy.linkerd.io/v1alpha1:MeshTLSAuthentication",
            "civo:index/firewall:Firewall",
        ]) {
            const unknown = sent(type, "it", {
                metadata: UNKNOWN_OBJECT,
                spec: UNKNOWN_OBJECT,
                values: UNKNOWN_OBJECT,
            });
            for (const { message } of await analyzer.preview([stack, unknown])) {
                assert.doesNotMatch(message, /can't run policy/);
            }
        }
    });
});

describe("a policy pack in CrossGuard's protocol", () => {
    let analyzer: Analyzer;

    before(async function () {
        analyzer = await startPack(SMALL_PACK);
    });

    after(async () => {
        await analyzer.stop();
    });

    beforeEach(async () => {
        await analyzer.configure({});
    });

    it("passes what is right", async () => {
        assert.deepEqual(
            await analyzer.preview([stack, meshed, deployment("face", "face:2.0.0")]),
            [],
        );
    });

    it("refuses one object before it is made, with rule, object, reason and remedy", async () => {
        const face = deployment("face", "face:latest");
        assert.deepEqual(await analyzer.analyze(face), [
            {
                policy: "sc-01-no-floating-tag",
                level: "mandatory",
                urn: face.urn,
                message:
                    "Every container's image has a digest, or a tag that does not move.\n" +
                    'SC-01: Deployment "faces/face" runs "face:latest", whose tag moves from image to image' +
                    ` (spec.template.spec.containers[0].image) — Fix: ${remedyOf("SC-01")}`,
            },
        ]);
    });

    it("refuses a relation between objects, and names the object", async () => {
        const face = deployment("face", "face:2.0.0");
        assert.deepEqual(await analyzer.preview([namespace({}), face]), [
            {
                policy: "mesh-01-workloads-are-meshed",
                level: "mandatory",
                urn: face.urn,
                message:
                    "Every workload outside the exempt namespaces has Linkerd's proxy injected, by an annotation of its pod template or of its Namespace.\n" +
                    'MESH-01: Deployment "faces/face" is not meshed: neither its pod template nor Namespace "faces" asks for it' +
                    ' (spec.template.metadata.annotations["linkerd.io/inject"])' +
                    ` — Fix: ${remedyOf("MESH-01")}`,
            },
        ]);
    });

    it("judges relations on what objects are to be made from, when they have no outputs yet", async () => {
        const face = deployment("face", "face:2.0.0");
        const all = [namespace({}), face];
        for (const each of all) {
            await analyzer.analyze(each);
        }
        const said = await analyzer.analyzeStack(all.map((each) => ({ ...each, props: {} })));
        assert.deepEqual(
            said.map(({ policy, level, urn }) => [policy, level, urn]),
            [["mesh-01-workloads-are-meshed", "mandatory", face.urn]],
        );
    });

    it("reports what hangs on an unknown value by rule and object, and refuses the rest all the same", async () => {
        const unknown = deployment("face", UNKNOWN_TEXT, UNKNOWN_TEXT);
        const smiley = deployment("smiley", "smiley", "disabled");
        const said = await analyzer.preview([stack, namespace(UNKNOWN_OBJECT), unknown, smiley]);
        const brief = said.map(({ policy, level, urn, message }) => [
            policy,
            level,
            urn.split("::").at(-1),
            message.split("\n")[1]?.split(":")[0],
        ]);
        assert.deepEqual(brief, [
            ["mesh-02-no-workload-opts-out", "mandatory", "smiley", "MESH-02"],
            ["sc-01-no-floating-tag", "mandatory", "smiley", "SC-01"],
            ["mesh-01-workloads-are-meshed", "mandatory", "smiley", "MESH-01"],
            ...[
                ["faces", "MESH-03"],
                ["faces", "AUTHZ-01"],
                ["face", "MESH-02"],
                ["face", "SC-01"],
                ["face", "MESH-01"],
            ].map((rest) => ["gov-05-undecided-is-reported", "advisory", ...rest]),
        ]);
    });

    it("refuses what is undecided where that policy is mandatory", async () => {
        await analyzer.configure({ "gov-05-undecided-is-reported": { level: "mandatory" } });
        const unknown = deployment("face", UNKNOWN_TEXT);
        assert.deepEqual(
            (await analyzer.preview([stack, meshed, unknown])).map(({ policy, level }) => [
                policy,
                level,
            ]),
            [["gov-05-undecided-is-reported", "mandatory"]],
        );
    });

    it("forgets what was undecided once it is known", async () => {
        await analyzer.preview([stack, meshed, deployment("face", UNKNOWN_TEXT)]);
        assert.deepEqual(
            await analyzer.preview([stack, meshed, deployment("face", "face:2.0.0")]),
            [],
        );
    });

    it("takes settings for each policy, and the defaults where none are given", async () => {
        await analyzer.configure({
            "mesh-01-workloads-are-meshed": { properties: { exemptNamespaces: ["faces"] } },
        });
        assert.deepEqual(
            await analyzer.preview([stack, namespace({}), deployment("face", "face:2.0.0")]),
            [],
        );
    });

    it("refuses a setting that no policy knows, once", async () => {
        await analyzer.configure({
            "sc-01-no-floating-tag": { properties: { floatingTag: ["rc"] } },
        });
        const said = await analyzer.preview([stack, meshed, deployment("face", "face:2.0.0")]);
        assert.deepEqual(
            said.map(({ policy, level, message }) => [policy, level, message.split("\n")[1]]),
            [
                [
                    "zero-trust",
                    "mandatory",
                    'GOV-01: in the configuration, sc-01-no-floating-tag has no key "floatingTag" — Fix: use one of those it has (floatingTags)',
                ],
            ],
        );
    });

    it("judges without the pack's own policy, and refuses an object of which it has seen nothing", async function () {
        // A process of its own: an engine configures each pack once, before all else.
        const alone = await startPack(SMALL_PACK);
        try {
            const policies: Record<string, PolicySettings> = {};
            for (const { name } of (await alone.info()).policiesList) {
                policies[name] = { level: name.startsWith("mesh-01-") ? "mandatory" : "disabled" };
            }
            await alone.configure(policies);
            const unseen = { ...deployment("unseen", "unseen:1"), props: {} };
            assert.deepEqual(
                (await alone.preview([stack, unseen])).map(({ policy, level, message }) => [
                    policy,
                    level,
                    message.split("\n")[1],
                ]),
                [
                    [
                        "mesh-01-workloads-are-meshed",
                        "mandatory",
                        'GOV-05: Deployment "unseen" cannot be judged: nothing of it is known' +
                            " — Fix: enable at least one of this pack's resource policies, which see what is to be made",
                    ],
                    [
                        "mesh-01-workloads-are-meshed",
                        "mandatory",
                        'MESH-01: Deployment "unseen" is not meshed: its pod template does not ask for it, and Namespace "default" is not part of this stack' +
                            ' (spec.template.metadata.annotations["linkerd.io/inject"]) — Fix: set the annotation linkerd.io/inject: enabled on the pod template',
                    ],
                ],
            );
        } finally {
            await alone.stop();
        }
    });
});
