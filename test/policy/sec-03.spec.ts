import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";
import { sec03 } from "../../rules/sec/sec-03/rule";
import { kubernetes, lines, testCases } from "./support";

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KEY = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const PUBLIC = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
const encoded = (text: string) => Buffer.from(text).toString("base64");

const configMap = (data: Json) =>
    kubernetes("core/v1:ConfigMap", { metadata: { name: "face", namespace: "faces" }, data });
const secret = (stringData: Json) =>
    kubernetes("core/v1:Secret", { metadata: { name: "face", namespace: "faces" }, stringData });
const release = (values: Json) =>
    kubernetes("helm.sh/v3:Release", { name: "linkerd", namespace: "linkerd", values });
const of = (type: string, object: Resource["object"]): Resource => ({
    urn: `urn:pulumi:dev::faces::${type}::it`,
    type,
    object,
});

describe("SEC-03: no private key outside of the declared places", () => {
    testCases(sec03, [
        {
            title: "allows public keys, and private ones in Secrets",
            objects: [
                configMap({ "ca.crt": PUBLIC, "ca.b64": encoded(PUBLIC) }),
                secret({ "tls.key": KEY }),
                kubernetes("core/v1:Secret", {
                    metadata: { name: "face", namespace: "faces" },
                    data: { "tls.key": encoded(KEY) },
                }),
                of("pulumi:providers:kubernetes", {
                    kubeconfig: `client-key-data: ${encoded(KEY)}`,
                }),
            ],
            findings: [],
        },
        {
            title: "allows what talks of keys and holds none",
            objects: [
                configMap({ "README.md": `Put -----BEGIN PRIVATE KEY here.\n${"x".repeat(99)}` }),
            ],
            findings: [],
        },
        {
            title: "refuses a key wherever it is, in clear or in base64",
            objects: [
                configMap({ "tls.key": KEY }),
                release({ identity: { issuer: { tls: { keyPEM: KEY } } } }),
                release({ keys: ["none", encoded(KEY)] }),
                of("aws:ssm/parameter:Parameter", { value: `kubeconfig: ${encoded(KEY)}` }),
            ],
            findings: [
                'violation ConfigMap "faces/face" data["tls.key"]',
                'violation Release "linkerd/linkerd" values.identity.issuer.tls.keyPEM',
                'violation Release "linkerd/linkerd" values.keys[1]',
                'violation Parameter "it" value',
            ],
        },
        {
            title: "refuses a key of a Secret that is not where its keys belong",
            objects: [
                kubernetes("core/v1:Secret", {
                    metadata: { name: "face", namespace: "faces", annotations: { backup: KEY } },
                }),
            ],
            findings: ['violation Secret "faces/face" metadata.annotations.backup'],
        },
        {
            title: "takes the declared places from the settings, and whole steps of them",
            objects: [
                of("tls:index/certRequest:CertRequest", { privateKeyPem: KEY }),
                configMap({ key: KEY }),
                of("tls:index/certRequest:CertRequest", { privateKeyPemOld: KEY }),
            ],
            settings: {
                privateKeyPlaces: [
                    "tls:index/certRequest:CertRequest#privateKeyPem",
                    "core/ConfigMap#data",
                ],
            },
            findings: ['violation CertRequest "it" privateKeyPemOld'],
        },
        {
            title: "leaves undecided, once, what holds values that are not known",
            objects: [
                release({ first: UNKNOWN, second: UNKNOWN, key: KEY }),
                secret(UNKNOWN),
                of("civo:index/kubernetesCluster:KubernetesCluster", { firewallId: UNKNOWN }),
                of("pulumi:providers:kubernetes", { clusterIdentifier: UNKNOWN }),
            ],
            findings: [
                'undecided Release "linkerd/linkerd" values.first',
                'violation Release "linkerd/linkerd" values.key',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do, and never the key", () => {
        assert.deepEqual(lines(sec03, [configMap({ "tls.key": KEY })]), [
            'SEC-03: ConfigMap "faces/face" holds a private key (data["tls.key"]) — Fix: put the key into a Secret and refer' +
                " to that, or declare the place in the setting privateKeyPlaces; then replace the key, since it was readable",
        ]);
    });
});
