import assert from "node:assert/strict";
import { pki07 } from "../../rules/pki/pki-07/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { type KeyAlgorithm, createAuthority } from "./certificates";
import { kubernetes, lines, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const certificate = (privateKey: Json, name: Json = "linkerd-identity-issuer") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name, namespace: "linkerd" },
        spec: { privateKey },
    });
const bundle = (inLine: Json, name: Json = "linkerd-identity-trust-roots") =>
    kubernetes("trust.cert-manager.io/v1alpha1:Bundle", {
        metadata: { name },
        spec: { sources: [{ inLine }] },
    });
const ISSUER = 'Certificate "linkerd/linkerd-identity-issuer"';
const rsa = (modulusLength: number) => ({
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength,
});

describe("PKI-07: issuer and trust anchors have keys that Linkerd accepts", () => {
    testCases(pki07, [
        {
            title: "allows ECDSA P-256, which is cert-manager's default size of ECDSA",
            objects: [
                certificate({ algorithm: "ECDSA", size: 256 }),
                certificate({ algorithm: "ECDSA" }),
            ],
            findings: [],
        },
        {
            title: "leaves the keys of other certificates alone",
            objects: [certificate({ algorithm: "RSA" }, "viz-tap")],
            findings: [],
        },
        {
            title: "refuses RSA, asked for or by default, and other curves",
            objects: [
                certificate({ algorithm: "RSA", size: 2048 }),
                certificate({}),
                certificate({ algorithm: "ECDSA", size: 384 }),
            ],
            findings: [
                `violation ${ISSUER} spec.privateKey.algorithm`,
                `violation ${ISSUER} spec.privateKey.algorithm`,
                `violation ${ISSUER} spec.privateKey.size`,
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                certificate({ algorithm: UNKNOWN, size: 256 }),
                certificate({ algorithm: "ECDSA", size: UNKNOWN }),
                certificate({}, UNKNOWN),
                bundle(UNKNOWN),
                bundle("", UNKNOWN),
                certificate({}),
            ],
            findings: [
                `undecided ${ISSUER} spec.privateKey.algorithm`,
                `undecided ${ISSUER} spec.privateKey.size`,
                'undecided Certificate "linkerd/it" metadata.name',
                'undecided Bundle "linkerd-identity-trust-roots" spec.sources[0].inLine',
                'undecided Bundle "it" metadata.name',
                `violation ${ISSUER} spec.privateKey.algorithm`,
            ],
        },
        {
            title: "refuses a text where a number of bits belongs",
            objects: [certificate({ algorithm: "ECDSA", size: "256" })],
            findings: [`violation ${ISSUER} spec.privateKey.size`],
        },
    ]);

    describe("of trust anchors", () => {
        const anchor = async (algorithm: KeyAlgorithm) =>
            (await createAuthority("root", undefined, { algorithm })).certificatePem;
        const holders = (pem: string): Resource[] => [
            bundle(pem),
            kubernetes("core/v1:ConfigMap", {
                metadata: { name: "linkerd-identity-trust-roots", namespace: "linkerd" },
                data: { "ca-bundle.crt": pem },
            }),
            kubernetes("helm.sh/v3:Release", {
                chart: "linkerd-control-plane",
                name: "linkerd-control-plane",
                namespace: "linkerd",
                values: { identityTrustAnchorsPEM: pem },
            }),
        ];

        it("allows ECDSA P-256 and RSA with 2048 bits", async () => {
            for (const algorithm of [{ name: "ECDSA", namedCurve: "P-256" }, rsa(2048)]) {
                assert.deepEqual(summarize(pki07, holders(await anchor(algorithm))), []);
            }
        });

        it("refuses P-384 and RSA with 3072 bits, wherever the anchors stand", async () => {
            for (const algorithm of [{ name: "ECDSA", namedCurve: "P-384" }, rsa(3072)]) {
                assert.deepEqual(summarize(pki07, holders(await anchor(algorithm))), [
                    'violation Bundle "linkerd-identity-trust-roots" spec.sources[0].inLine',
                    'violation ConfigMap "linkerd/linkerd-identity-trust-roots" data["ca-bundle.crt"]',
                    'violation Release "linkerd/linkerd-control-plane" values.identityTrustAnchorsPEM',
                ]);
            }
        });

        it("says which anchor, and what its key is", async () => {
            const pem = await anchor({ name: "ECDSA", namedCurve: "P-384" });
            assert.deepEqual(lines(pki07, [bundle(pem)]), [
                'PKI-07: Bundle "linkerd-identity-trust-roots" has a trust anchor (CN=root) whose key is ec secp384r1, which Linkerd refuses' +
                    ` (spec.sources[0].inLine) — Fix: ${remedyOf("PKI-07")}`,
            ]);
        });
    });
});
