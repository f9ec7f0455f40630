import assert from "node:assert/strict";
import { pki02 } from "../../rules/pki/pki-02/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { type Authority, createAuthority } from "./certificates";
import { kubernetes, lines, summarize } from "./support";
import { remedyOf } from "../support/ruleTexts";

const certManager = (kind: string, name: string, spec: JsonObject, namespace?: string) =>
    kubernetes(`cert-manager.io/v1:${kind}`, { metadata: { name, namespace }, spec });
const certificate = (secretName: string, issuer: string, namespace = "linkerd") =>
    certManager(
        "Certificate",
        secretName,
        { secretName, issuerRef: { name: issuer, kind: "ClusterIssuer" } },
        namespace,
    );
const identityIssuer = certificate("linkerd-identity-issuer", "mesh");
const caIssuer = (secretName: Json) => certManager("ClusterIssuer", "mesh", { ca: { secretName } });
const secret = (pem: Json, name = "issuing") =>
    kubernetes("core/v1:Secret", {
        metadata: { name, namespace: "cert-manager" },
        stringData: { "tls.crt": pem },
    });
const bundle = (...sources: readonly Json[]) =>
    kubernetes("trust.cert-manager.io/v1alpha1:Bundle", {
        metadata: { name: "linkerd-identity-trust-roots" },
        spec: { sources: sources.map((inLine) => ({ inLine })) },
    });

describe("PKI-02: no issuer signs itself, and the identity issuer chains to the trust bundle", () => {
    let root: Authority;
    let otherRoot: Authority;
    let middle: Authority;
    let issuing: Authority;

    before(async () => {
        root = await createAuthority("root");
        otherRoot = await createAuthority("other root");
        middle = await createAuthority("middle", root);
        issuing = await createAuthority("issuing", middle);
    });

    const expect = (objects: readonly Resource[], findings: readonly string[]) => {
        assert.deepEqual(summarize(pki02, objects), findings);
    };

    it("allows issuers that another CA stands behind", () => {
        expect(
            [
                certManager("ClusterIssuer", "mesh", { vault: { server: "https://vault" } }),
                certManager("Issuer", "acme", { acme: {} }, "emissary"),
                identityIssuer,
                bundle(root.certificatePem),
            ],
            [],
        );
    });

    it("refuses a self-signed issuer, of a namespace or of the cluster", () => {
        expect(
            [
                certManager("Issuer", "self", { selfSigned: {} }, "linkerd"),
                certManager("ClusterIssuer", "self", { selfSigned: {} }),
            ],
            [
                'violation Issuer "linkerd/self" spec.selfSigned',
                'violation ClusterIssuer "self" spec.selfSigned',
            ],
        );
    });

    it("allows a CA that an anchor signed, directly or through others of its chain", () => {
        expect(
            [
                identityIssuer,
                caIssuer("issuing"),
                secret(middle.certificatePem),
                bundle(root.certificatePem),
            ],
            [],
        );
        expect(
            [
                identityIssuer,
                caIssuer("issuing"),
                secret(issuing.certificatePem + middle.certificatePem),
                bundle(otherRoot.certificatePem, root.certificatePem),
            ],
            [],
        );
    });

    it("refuses a CA that no anchor signed, or whose chain has a gap", () => {
        const found = ['violation ClusterIssuer "mesh" spec.ca.secretName'];
        expect(
            [
                identityIssuer,
                caIssuer("issuing"),
                secret(middle.certificatePem),
                bundle(otherRoot.certificatePem),
            ],
            found,
        );
        expect(
            [
                identityIssuer,
                caIssuer("issuing"),
                secret(issuing.certificatePem),
                bundle(root.certificatePem),
            ],
            found,
        );
    });

    it("follows the issuer of the identity issuer's issuer", () => {
        expect(
            [
                identityIssuer,
                caIssuer("middle"),
                certificate("middle", "top", "cert-manager"),
                certManager("ClusterIssuer", "top", { ca: { secretName: "top" } }),
                secret(middle.certificatePem, "top"),
                bundle(otherRoot.certificatePem),
            ],
            ['violation ClusterIssuer "top" spec.ca.secretName'],
        );
    });

    it("leaves alone what the stack does not show: the bundle, or the issuer's Secret", () => {
        expect([identityIssuer, caIssuer("issuing"), secret(middle.certificatePem)], []);
        expect([identityIssuer, caIssuer("issuing"), bundle(root.certificatePem)], []);
    });

    it("leaves alone issuers of other certificates", () => {
        expect(
            [
                certificate("shop-tls", "mesh", "shop"),
                caIssuer("issuing"),
                secret(middle.certificatePem),
                bundle(otherRoot.certificatePem),
            ],
            [],
        );
    });

    it("leaves undecided what hangs on an unknown value", () => {
        const found = ['undecided ClusterIssuer "mesh" stringData["tls.crt"]'];
        expect(
            [identityIssuer, caIssuer("issuing"), secret(UNKNOWN), bundle(root.certificatePem)],
            found,
        );
        expect(
            [identityIssuer, caIssuer("issuing"), secret(middle.certificatePem), bundle(UNKNOWN)],
            ['undecided ClusterIssuer "mesh" spec.sources[0].inLine'],
        );
        expect(
            [identityIssuer, caIssuer(UNKNOWN), bundle(root.certificatePem)],
            ['undecided ClusterIssuer "mesh" spec.ca.secretName'],
        );
        expect(
            [kubernetes("cert-manager.io/v1:Issuer", { metadata: { name: "a" }, spec: UNKNOWN })],
            ['undecided Issuer "a" spec'],
        );
    });

    it("refuses a specification that is no object", () => {
        expect(
            [kubernetes("cert-manager.io/v1:Issuer", { metadata: { name: "a" }, spec: "self" })],
            ['violation Issuer "a" spec'],
        );
    });

    it("is mandatory in production only", () => {
        assert.equal(pki02.level, "mandatory in production");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki02, [certManager("ClusterIssuer", "self", { selfSigned: {} })]), [
            'PKI-02: ClusterIssuer "self" signs itself, so that nobody vouches for it (spec.selfSigned)' +
                ` — Fix: ${remedyOf("PKI-02")}`,
        ]);
    });
});
