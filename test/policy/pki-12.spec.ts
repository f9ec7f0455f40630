import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { pki12 } from "../../rules/pki/pki-12/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { type Authority, createAuthority } from "./certificates";
import { kubernetes, lines, summarize } from "./support";
import { remedyOf } from "../support/ruleTexts";

const bundle = (...sources: readonly Json[]) =>
    kubernetes("trust.cert-manager.io/v1alpha1:Bundle", {
        metadata: { name: "linkerd-identity-trust-roots" },
        spec: { sources: sources.map((inLine) => ({ inLine })) },
    });
const BUNDLE = 'Bundle "linkerd-identity-trust-roots"';

describe("PKI-12: a trust anchor stays in the bundle until proxies no longer rely on it", () => {
    let old: Authority;
    let young: Authority;

    before(async () => {
        old = await createAuthority("old");
        young = await createAuthority("young");
    });

    const fingerprint = ({ certificate }: Authority) =>
        createHash("sha256").update(Buffer.from(certificate.rawData)).digest("hex");
    const expect = (
        objects: readonly Resource[],
        known: readonly string[],
        findings: readonly string[],
    ) => {
        assert.deepEqual(summarize(pki12, objects, { knownTrustAnchors: known }), findings);
    };

    it("allows each step of a rotation: old, both, new", () => {
        expect([bundle(old.certificatePem)], [fingerprint(old)], []);
        expect([bundle(old.certificatePem, young.certificatePem)], [fingerprint(old)], []);
        expect(
            [bundle(old.certificatePem + young.certificatePem)],
            [fingerprint(old), fingerprint(young)],
            [],
        );
        expect([bundle(young.certificatePem)], [fingerprint(young)], []);
    });

    it("refuses a swap in one step", () => {
        expect(
            [bundle(young.certificatePem)],
            [fingerprint(old)],
            [`violation ${BUNDLE} spec.sources`],
        );
    });

    it("refuses it in a ConfigMap and among the control plane's values too", () => {
        expect(
            [
                kubernetes("core/v1:ConfigMap", {
                    metadata: { name: "linkerd-identity-trust-roots", namespace: "linkerd" },
                    data: { "ca-bundle.crt": young.certificatePem },
                }),
            ],
            [fingerprint(old)],
            ['violation ConfigMap "linkerd/linkerd-identity-trust-roots" data["ca-bundle.crt"]'],
        );
        expect(
            [
                kubernetes("helm.sh/v3:Release", {
                    chart: "linkerd-control-plane",
                    name: "linkerd",
                    values: { identityTrustAnchorsPEM: young.certificatePem },
                }),
            ],
            [fingerprint(old)],
            ['violation Release "linkerd" values.identityTrustAnchorsPEM'],
        );
    });

    it("reads fingerprints with colons or without, in capitals or not", () => {
        const colons = (fingerprint(old).match(/../g) ?? []).join(":").toUpperCase();
        expect([bundle(old.certificatePem)], [colons, fingerprint(old).toUpperCase()], []);
    });

    it("leaves alone a stack without a bundle, without known anchors, or with anchors unseen", () => {
        expect([], [fingerprint(old)], []);
        expect([bundle(young.certificatePem)], [], []);
        expect(
            [
                kubernetes("trust.cert-manager.io/v1alpha1:Bundle", {
                    metadata: { name: "linkerd-identity-trust-roots" },
                    spec: { sources: [{ secret: { name: "anchor", key: "tls.crt" } }] },
                }),
            ],
            [fingerprint(old)],
            [],
        );
    });

    it("leaves undecided whether an anchor is among those that are not known yet", () => {
        expect(
            [bundle(young.certificatePem, UNKNOWN)],
            [fingerprint(old)],
            [`undecided ${BUNDLE} spec.sources[1].inLine`],
        );
    });

    it("refuses an anchor that cannot be read", () => {
        expect([bundle(7)], [fingerprint(old)], [`violation ${BUNDLE} spec.sources[0].inLine`]);
    });

    it("says what is wrong, where, and what to do", () => {
        const found = lines(pki12, [bundle(young.certificatePem)], {
            knownTrustAnchors: ["AB:CD"],
        });
        assert.deepEqual(found, [
            `PKI-12: ${BUNDLE} lacks the trust anchor AB:CD, on which proxies may still rely (spec.sources)` +
                ` — Fix: ${remedyOf("PKI-12")}`,
        ]);
    });
});
