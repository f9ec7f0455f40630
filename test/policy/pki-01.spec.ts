import assert from "node:assert/strict";
import { pki01 } from "../../rules/pki/pki-01/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { type Authority, createAuthority } from "./certificates";
import { kubernetes, lines, summarize } from "./support";

const base64 = (text: string) => Buffer.from(text).toString("base64");

const certManager = (kind: string, name: string, spec: JsonObject, namespace?: string) =>
    kubernetes(`cert-manager.io/v1:${kind}`, { metadata: { name, namespace }, spec });
const identityIssuer = (issuer: string, kind = "ClusterIssuer") =>
    certManager(
        "Certificate",
        "linkerd-identity-issuer",
        {
            secretName: "linkerd-identity-issuer",
            isCA: true,
            issuerRef: { name: issuer, kind },
        },
        "linkerd",
    );
const caIssuer = (name: string, secretName: Json) =>
    certManager("ClusterIssuer", name, { ca: { secretName } });
const bundle = (...sources: readonly JsonObject[]) =>
    kubernetes("trust.cert-manager.io/v1alpha1:Bundle", {
        metadata: { name: "linkerd-identity-trust-roots" },
        spec: { sources },
    });
const secret = (name: string, fields: JsonObject, namespace = "cert-manager") =>
    kubernetes("core/v1:Secret", { metadata: { name, namespace }, ...fields });
const release = (values: Json, chart = "linkerd-control-plane") =>
    kubernetes("helm.sh/v3:Release", { chart, name: chart, namespace: "linkerd", values });

describe("PKI-01: the trust anchor's private key is not in the cluster", () => {
    let root: Authority;
    let otherRoot: Authority;
    let issuing: Authority;

    before(async () => {
        root = await createAuthority("root.linkerd.cluster.local");
        otherRoot = await createAuthority("other root");
        issuing = await createAuthority("issuing.linkerd.cluster.local", root);
    });

    const expect = (objects: readonly Resource[], findings: readonly string[]) => {
        assert.deepEqual(summarize(pki01, objects), findings);
    };

    it("allows an external CA and the public anchor", () => {
        expect(
            [
                certManager("ClusterIssuer", "vault", { vault: { server: "https://vault" } }),
                identityIssuer("vault"),
                bundle({ inLine: root.certificatePem }),
                release({ identity: { externalCA: true } }),
            ],
            [],
        );
    });

    it("allows an issuing CA that is signed by the anchor, with its key", () => {
        expect(
            [
                secret("issuing", {
                    data: {
                        "tls.crt": base64(issuing.certificatePem),
                        "tls.key": base64(issuing.keyPem),
                    },
                }),
                caIssuer("demonstration", "issuing"),
                identityIssuer("demonstration"),
                bundle({ inLine: root.certificatePem }),
            ],
            [],
        );
    });

    it("allows the public anchor among the control plane's values", () => {
        expect([release({ identityTrustAnchorsPEM: root.certificatePem })], []);
    });

    it("refuses a Certificate that is the trust anchor by name", () => {
        expect(
            [certManager("Certificate", "linkerd-trust-anchor", { isCA: true }, "cert-manager")],
            ['violation Certificate "cert-manager/linkerd-trust-anchor" spec.isCA'],
        );
    });

    it("refuses a self-signed root above the identity issuer, however many issuers lie between", () => {
        expect(
            [
                certManager("ClusterIssuer", "self", { selfSigned: {} }),
                certManager(
                    "Certificate",
                    "root",
                    {
                        secretName: "root",
                        isCA: true,
                        issuerRef: { name: "self", kind: "ClusterIssuer" },
                    },
                    "cert-manager",
                ),
                caIssuer("root", "root"),
                certManager(
                    "Certificate",
                    "middle",
                    {
                        secretName: "middle",
                        isCA: true,
                        issuerRef: { name: "root", kind: "ClusterIssuer" },
                    },
                    "cert-manager",
                ),
                caIssuer("middle", "middle"),
                identityIssuer("middle"),
            ],
            ['violation Certificate "cert-manager/root" spec.issuerRef'],
        );
    });

    it("refuses an identity issuer that signs itself", () => {
        expect(
            [
                certManager("Issuer", "self", { selfSigned: {} }, "linkerd"),
                identityIssuer("self", "Issuer"),
            ],
            ['violation Certificate "linkerd/linkerd-identity-issuer" spec.issuerRef'],
        );
    });

    it("allows a self-signed Certificate that has nothing to do with the mesh", () => {
        expect(
            [
                certManager("Issuer", "self", { selfSigned: {} }, "polaris"),
                certManager(
                    "Certificate",
                    "webhook",
                    { secretName: "webhook", issuerRef: { name: "self" } },
                    "polaris",
                ),
            ],
            [],
        );
    });

    it("refuses a Certificate whose own tls.crt the Bundle hands out", () => {
        expect(
            [
                certManager(
                    "Certificate",
                    "anchor",
                    { secretName: "anchor", isCA: true, issuerRef: { name: "somewhere" } },
                    "cert-manager",
                ),
                bundle({ secret: { name: "anchor", key: "tls.crt" } }),
            ],
            ['violation Certificate "cert-manager/anchor" spec.secretName'],
        );
    });

    it("refuses a Secret that has the key beside the certificate that the Bundle hands out", () => {
        expect(
            [
                secret("anchor", {
                    stringData: { "tls.crt": root.certificatePem, "tls.key": root.keyPem },
                }),
                bundle({ secret: { name: "anchor", key: "tls.crt" } }),
            ],
            ['violation Secret "cert-manager/anchor" stringData["tls.key"]'],
        );
    });

    it("refuses an issuer that signs with a trust anchor, whether in data or stringData", () => {
        for (const fields of [
            { data: { "tls.crt": base64(root.certificatePem) } },
            { stringData: { "tls.crt": root.certificatePem } },
        ]) {
            expect(
                [
                    secret("anchor", fields),
                    caIssuer("anchor", "anchor"),
                    bundle({ inLine: otherRoot.certificatePem }, { inLine: root.certificatePem }),
                ],
                ['violation ClusterIssuer "anchor" spec.ca.secretName'],
            );
        }
    });

    it("refuses an issuer whose Secret holds no certificate that can be read", () => {
        for (const fields of [{ stringData: { "tls.crt": "none" } }, { data: {} }]) {
            expect(
                [secret("signing", fields), caIssuer("signing", "signing")],
                ['violation ClusterIssuer "signing" spec.ca.secretName'],
            );
        }
    });

    it("refuses an issuer that signs with a self-signed root that is no anchor", () => {
        expect(
            [
                secret("root", { data: { "tls.crt": base64(otherRoot.certificatePem) } }),
                caIssuer("root", "root"),
                bundle({ inLine: root.certificatePem }),
            ],
            ['violation ClusterIssuer "root" spec.ca.secretName'],
        );
    });

    it("looks for an Issuer's Secret in its own namespace only", () => {
        expect(
            [
                secret("root", { stringData: { "tls.crt": root.certificatePem } }, "elsewhere"),
                certManager("Issuer", "root", { ca: { secretName: "root" } }, "faces"),
            ],
            [],
        );
    });

    it("refuses the anchor's private key in any Secret or ConfigMap", () => {
        expect(
            [
                bundle({ inLine: root.certificatePem }),
                secret("backup", { data: { notes: base64(`keep this\n${root.keyPem}`) } }, "faces"),
                kubernetes("core/v1:ConfigMap", {
                    metadata: { name: "notes", namespace: "faces" },
                    data: { notes: root.keyPem },
                }),
            ],
            [
                'violation Secret "faces/backup" data.notes',
                'violation ConfigMap "faces/notes" data.notes',
            ],
        );
    });

    it("refuses a private key among the Bundle's anchors", () => {
        expect(
            [bundle({ inLine: `${root.certificatePem}\n${root.keyPem}` })],
            ['violation Bundle "linkerd-identity-trust-roots" spec.sources[0].inLine'],
        );
    });

    it("refuses a private key in the values of any chart", () => {
        expect(
            [
                release({ identity: { issuer: { tls: { keyPEM: issuing.keyPem } } } }),
                release({ extraFiles: [{ content: issuing.keyPem }] }, "shop"),
            ],
            [
                'violation Release "linkerd/linkerd-control-plane" values.identity.issuer.tls.keyPEM',
                'violation Release "linkerd/shop" values.extraFiles[0].content',
            ],
        );
    });

    it("refuses an anchor that is no certificate", () => {
        expect(
            [bundle({ inLine: "to be filled in" })],
            ['violation Bundle "linkerd-identity-trust-roots" spec.sources[0].inLine'],
        );
    });

    it("leaves undecided, and nothing else, what hangs on an unknown value", () => {
        expect(
            [
                release({ identity: UNKNOWN }),
                bundle({ inLine: UNKNOWN }),
                secret("unknown", { data: UNKNOWN }),
                caIssuer("unknown", "unknown"),
                caIssuer("nowhere", UNKNOWN),
                secret("root", { stringData: { "tls.crt": root.certificatePem } }),
                caIssuer("root", "root"),
            ],
            [
                'undecided Release "linkerd/linkerd-control-plane" values.identity',
                'undecided Bundle "linkerd-identity-trust-roots" spec.sources[0].inLine',
                'undecided ClusterIssuer "unknown" data',
                'undecided ClusterIssuer "nowhere" spec.ca.secretName',
                'violation ClusterIssuer "root" spec.ca.secretName',
                'undecided Bundle "linkerd-identity-trust-roots" spec.sources[0].inLine',
            ],
        );
    });

    it("says what is wrong without a word of the secret", () => {
        const objects = [
            secret("anchor", {
                stringData: { "tls.crt": root.certificatePem, "tls.key": root.keyPem },
            }),
            bundle({ inLine: root.certificatePem }),
        ];
        assert.deepEqual(lines(pki01, objects), [
            'PKI-01: Secret "cert-manager/anchor" holds the private key of a trust anchor (stringData["tls.key"])' +
                " — Fix: keep the root outside of the cluster: let an external CA (Vault, or any issuer that holds no root key here)" +
                " sign the identity issuer, and give the cluster the public anchors only",
        ]);
    });
});
