import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import { rules } from "../../policy-pack/rules";
import { type Level, levelOf } from "../../policy-pack/rules/rule";
import { defaultSettings } from "../../policy-pack/rules/settings";
import { Analyzer, type PolicySettings, type Sent, UNKNOWN_OBJECT, UNKNOWN_TEXT } from "./analyzer";

const PACK = join(__dirname, "..", "..", "policy-pack");
const TSX = createRequire(__filename).resolve("tsx");
const INJECT = "linkerd.io/inject";

function deployment(name: string, image: string, annotation?: string): Sent {
    const type = "kubernetes:apps/v1:Deployment";
    return {
        urn: `urn:pulumi:dev::faces::${type}::${name}`,
        type,
        props: {
            metadata: { name, namespace: "faces" },
            spec: {
                template: {
                    metadata: { annotations: annotation ? { [INJECT]: annotation } : {} },
                    spec: { serviceAccountName: name, containers: [{ image }] },
                },
            },
        },
    };
}

function namespace(annotations: Sent["props"] | string): Sent {
    const type = "kubernetes:core/v1:Namespace";
    return {
        urn: `urn:pulumi:dev::faces::${type}::faces`,
        type,
        props: { metadata: { name: "faces", annotations } },
    };
}

const meshed = namespace({
    [INJECT]: "enabled",
    "config.linkerd.io/default-inbound-policy": "deny",
});
const stack: Sent = {
    urn: "urn:pulumi:dev::faces::pulumi:pulumi:Stack::faces-dev",
    type: "pulumi:pulumi:Stack",
    props: {},
};

describe("the policy pack in CrossGuard's protocol", () => {
    let analyzer: Analyzer;

    before(async function () {
        this.timeout(60_000);
        analyzer = await Analyzer.start(PACK, ["--import", TSX, "index.ts"]);
    });

    after(async () => {
        await analyzer.stop();
    });

    beforeEach(async () => {
        await analyzer.configure({});
    });

    it("offers a policy for each half of each rule, at its level, and an advisory one for the undecided", async () => {
        const info = await analyzer.info();
        const halves = (level: Level) =>
            rules
                .filter((rule) => levelOf(rule, defaultSettings) === level)
                .flatMap(({ resource, stack: relations }) => [
                    ...(resource ? [resource.policy] : []),
                    ...(relations ? [relations.policy] : []),
                ]);
        const byLevel = (level: EnforcementLevel) =>
            info.policiesList
                .filter(({ enforcementlevel }) => enforcementlevel === level)
                .map(({ name }) => name);
        assert.equal(info.name, "zero-trust");
        assert.deepEqual(byLevel(EnforcementLevel.MANDATORY), halves("mandatory"));
        assert.deepEqual(byLevel(EnforcementLevel.ADVISORY), [
            ...halves("advisory"),
            "gov-05-undecided-is-reported",
        ]);
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
                    " (spec.template.spec.containers[0].image) — Fix: name the version, or better the digest, of the image",
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
                    " — Fix: set the annotation linkerd.io/inject: enabled on the pod template, or on its Namespace",
            },
        ]);
    });

    it("judges relations on what objects are to be made from, when they have no outputs yet", async () => {
        const face = deployment("face", "face:2.0.0");
        const all = [namespace({}), face];
        for (const sent of all) {
            await analyzer.analyze(sent);
        }
        const said = await analyzer.analyzeStack(all.map((sent) => ({ ...sent, props: {} })));
        assert.deepEqual(
            said.map(({ policy, level, urn }) => [policy, level, urn]),
            [["mesh-01-workloads-are-meshed", "mandatory", face.urn]],
        );
    });

    it("refuses an object of which it has seen nothing, rather than let it pass", async () => {
        const policies: Record<string, PolicySettings> = {};
        for (const { name } of (await analyzer.info()).policiesList) {
            policies[name] = { level: name.startsWith("mesh-01-") ? "mandatory" : "disabled" };
        }
        await analyzer.configure(policies);
        const unseen = { ...deployment("unseen", "unseen:1"), props: {} };
        assert.deepEqual(
            (await analyzer.preview([unseen])).map(({ policy, level, message }) => [
                policy,
                level,
                message.split("\n")[1],
            ]),
            [
                [
                    "mesh-01-workloads-are-meshed",
                    "mandatory",
                    'MESH-01: Deployment "unseen" cannot be judged: nothing of it is known' +
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

    it("never says that a policy could not run", async () => {
        for (const type of [
            "kubernetes:core/v1:Namespace",
            "kubernetes:apps/v1:Deployment",
            "kubernetes:helm.sh/v3:Release",
            "kubernetes:cert-manager.io/v1:Certificate",
            "kubernetes:policy.linkerd.io/v1alpha1:MeshTLSAuthentication",
            "civo:index/firewall:Firewall",
        ]) {
            const props = {
                metadata: UNKNOWN_OBJECT,
                spec: UNKNOWN_OBJECT,
                values: UNKNOWN_OBJECT,
            };
            const urn = `urn:pulumi:dev::faces::${type}::it`;
            for (const { message } of await analyzer.preview([{ urn, type, props }])) {
                assert.doesNotMatch(message, /can't run policy/);
            }
        }
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
                    "sc-01-no-floating-tag",
                    "mandatory",
                    'SC-01: the policy\'s configuration has no key "floatingTag" — Fix: use one of those it has (floatingTags)',
                ],
            ],
        );
    });
});
