import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { nameOf, readCheckpoint } from "../support/checkpoint";
import { TestSandbox } from "./support";
import { remedyOf } from "../support/ruleTexts";

const INJECT = "linkerd.io/inject";
const ON_POD = "spec.template.metadata.annotations";
const OUTSIDE = `set the annotation ${INJECT}: enabled on the pod template, or on its Namespace`;

/** By rule, what a program that breaks it is told. */
const refusals: Readonly<Record<string, readonly string[]>> = {
    "MESH-01": [
        `MESH-01: Deployment "faces/face" is not meshed: its pod template says "" (${ON_POD}["${INJECT}"]) — Fix: ${OUTSIDE}`,
    ],
    "MESH-02": [
        `MESH-02: Deployment "faces/face" opts out of the mesh (${ON_POD}["${INJECT}"]) — Fix: remove the annotation ${INJECT}: disabled`,
    ],
    "MESH-03": [
        `MESH-03: Deployment "faces/face" lets "8877" past the mesh: inbound connections skip its proxy, and it is not the declared ingress (${ON_POD}["config.linkerd.io/skip-inbound-ports"]) — Fix: ${remedyOf("MESH-03")}`,
    ],
    "AUTHZ-01": [
        `AUTHZ-01: Namespace "faces" is meshed and lets everyone in: it sets no default inbound policy (metadata.annotations["config.linkerd.io/default-inbound-policy"]) — Fix: ${remedyOf("AUTHZ-01")}`,
    ],
    "AUTHZ-09": [
        `AUTHZ-09: AuthorizationPolicy "faces/viz" grants access to every Server of its namespace (spec.targetRef.kind) — Fix: ${remedyOf("AUTHZ-09")}`,
    ],
    "AUTHZ-14": [
        `AUTHZ-14: AuthorizationPolicy "shop/jobs" lets shop/jobs call shop/cart:8080 (/items/*), which nobody has declared (spec) — Fix: ${remedyOf("AUTHZ-14")}`,
    ],
    "AUTHZ-17": [
        `AUTHZ-17: MeshTLSAuthentication "faces/nobody" has an empty list of identities (spec.identities) — Fix: ${remedyOf("AUTHZ-17")}`,
    ],
    "PKI-01": [
        `PKI-01: Certificate "cert-manager/linkerd-trust-anchor" has the cluster make the mesh's trust anchor (spec.isCA) — Fix: ${remedyOf("PKI-01")}`,
    ],
    "PKI-03": [
        'PKI-03: Certificate "linkerd/linkerd-identity-issuer" is the identity issuer and not a CA, so that it cannot sign identities (spec.isCA) — Fix: set it to true',
    ],
    "PKI-05": [
        `PKI-05: Certificate "emissary/faces" renews 24h before the end of 2160h: too late to mend an issuer that fails (spec.renewBefore) — Fix: ${remedyOf("PKI-05")}`,
    ],
    "ING-01": [
        'ING-01: Host "emissary/faces" answers cleartext requests with "Route" (spec.requestPolicy.insecure.action) — Fix: set it to Redirect or Reject',
    ],
    "ING-03": [
        `ING-03: Mapping "faces/faces" serves the wildcard "*" (spec.hostname) — Fix: ${remedyOf("ING-03")}`,
    ],
    "ID-01": ["face", "smiley"].map(
        (name) =>
            `ID-01: Deployment "faces/${name}" shares the ServiceAccount "face" with Deployment "faces/${name === "face" ? "smiley" : "face"}" (spec.template.spec.serviceAccountName) — Fix: ${remedyOf("ID-01")}`,
    ),
    "SC-01": [
        `SC-01: Deployment "faces/face" runs "ghcr.io/buoyantio/faces-face:latest", whose tag moves from image to image (spec.template.spec.containers[0].image) — Fix: ${remedyOf("SC-01")}`,
    ],
    "CLD-01": [
        'CLD-01: Firewall "firewall" is made with Civo\'s default rules, which open every port to every address (createDefaultRules) — Fix: set createDefaultRules: false and list the rules',
    ],
};

describe("the policy pack in the engine, previewing from nothing", function () {
    let sandbox: TestSandbox;

    before(() => {
        sandbox = new TestSandbox("violations");
    });

    after(() => {
        sandbox.remove();
    });

    /** @param rules whose violations are looked at: a program that breaks one can break others */
    async function preview(program: string, ...rules: string[]) {
        const { code, document } = await sandbox.run("preview", "--config", `rule=${program}`);
        const violations = document.violations
            .filter(({ rule }) => rules.includes(rule))
            .map(({ level, message }) => `${level} ${message}`)
            .sort();
        const diagnostics = document.diagnostics.map(({ message }) => message);
        return { code, result: document.result, violations, diagnostics };
    }

    for (const [rule, messages] of Object.entries(refusals)) {
        it(`refuses a program that breaks ${rule}, with rule, object, reason and remedy`, async () => {
            assert.deepEqual(await preview(rule, rule), {
                code: 1,
                result: "failed",
                violations: messages.map((message) => `mandatory ${message}`),
                diagnostics: ["preview failed"],
            });
        });
    }

    it("names the call that a stack declares and gives to somebody else", async () => {
        const grant = "shop/cart.http.below.items.from.web.shop";
        assert.deepEqual(await preview("a call for somebody else", "AUTHZ-14"), {
            code: 1,
            result: "failed",
            violations: [
                `mandatory AUTHZ-14: AuthorizationPolicy "${grant}" does not let shop/web call shop/cart:8080 (/items/*), which is declared (spec) — Fix: let the call through, best by compiling the access model anew, or declare it no longer`,
                `mandatory AUTHZ-14: AuthorizationPolicy "${grant}" lets shop/jobs call shop/cart:8080 (/items/*), which nobody has declared (spec) — Fix: ${remedyOf("AUTHZ-14")}`,
            ],
            diagnostics: ["preview failed"],
        });
    });

    it("names what hangs on an unknown value, and refuses the rest all the same", async () => {
        const image = "spec.template.spec.containers[0].image";
        assert.deepEqual(await preview("unknown image", "SC-01"), {
            code: 1,
            result: "failed",
            violations: [
                `advisory SC-01: Deployment "faces/face" cannot be judged: it depends on ${image}, which is not known yet (${image}) — Fix: give it as a plain value, or judge the stack again once it is known (pulumi policy analyze)`,
                `mandatory SC-01: Deployment "faces/smiley" runs "ghcr.io/buoyantio/faces-smiley:latest", whose tag moves from image to image (${image}) — Fix: ${remedyOf("SC-01")}`,
            ],
            diagnostics: ["preview failed"],
        });
    });

    it("judges relations between objects of a cluster that does not exist yet", async () => {
        assert.deepEqual(await preview("unknown cluster", "MESH-01"), {
            code: 1,
            result: "failed",
            violations: [
                `mandatory MESH-01: Deployment "faces/face" is not meshed: its pod template says "" (${ON_POD}["${INJECT}"]) — Fix: ${OUTSIDE}`,
            ],
            diagnostics: ["preview failed"],
        });
    });
});

describe("the policy pack in the engine, updating what is there", function () {
    let sandbox: TestSandbox;

    before(() => {
        sandbox = new TestSandbox("violations");
    });

    after(() => {
        sandbox.remove();
    });

    it("refuses an update that breaks a rule, and leaves what is there as it was", async () => {
        const image = (tag: string) => `ghcr.io/buoyantio/faces-face:${tag}`;
        const up = (tag: string) =>
            sandbox.run(
                ...["up", "--config", "rule=image", "--config", `image=${image(tag)}`],
                ...["--policy-pack-config", onlySc01],
            );
        const onlySc01 = join(sandbox.home, "only-sc-01.json");
        mkdirSync(sandbox.home, { recursive: true });
        writeFileSync(
            onlySc01,
            JSON.stringify({
                all: "disabled",
                "zero-trust": "mandatory",
                "sc-01-no-floating-tag": "mandatory",
            }),
        );
        const first = await up("2.0.0");
        assert.equal(first.code, 0, JSON.stringify(first.document));
        const { code, document } = await up("latest");
        assert.deepEqual(
            [code, document.changes.update, document.violations.map(({ rule }) => rule)],
            [1, 0, ["SC-01"]],
        );
        assert.deepEqual(
            readCheckpoint(sandbox.home, "violations")
                .filter(({ urn }) => nameOf(urn) === "face")
                .map(({ inputs }) => JSON.stringify(inputs).includes(image("2.0.0"))),
            [true],
        );
    });
});
