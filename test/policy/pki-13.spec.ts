import assert from "node:assert/strict";
import { pki13 } from "../../rules/pki/pki-13/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const HOST = "faces.example.com";
const certificate = (spec: JsonObject, namespace: Json = "emissary") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace },
        spec: { secretName: "faces-tls", dnsNames: [HOST], ...spec },
    });
const host = (tlsSecret: Json, hostname: Json = HOST) =>
    kubernetes("getambassador.io/v3alpha1:Host", {
        metadata: { name: "faces", namespace: "emissary" },
        spec: { hostname, tlsSecret },
    });
const ingress = (tls: Json, annotations: Json = {}) =>
    kubernetes("networking.k8s.io/v1:Ingress", {
        metadata: { name: "faces", namespace: "emissary", annotations },
        spec: { tls },
    });
const tlsSecret = { name: "faces-tls" };
const OBJECT = 'Host "emissary/faces"';

describe("PKI-13: a certificate's Secret is made where it is read, for the host that is served", () => {
    testCases(pki13, [
        {
            title: "allows a Certificate beside its Host and its Ingress",
            objects: [
                certificate({}),
                host(tlsSecret),
                ingress([{ secretName: "faces-tls", hosts: [HOST] }]),
            ],
            findings: [],
        },
        {
            title: "allows a wildcard or a common name that covers the host",
            objects: [
                certificate({ dnsNames: ["*.example.com"] }),
                host(tlsSecret),
                certificate({ secretName: "other", dnsNames: null, commonName: HOST }),
                host({ name: "other" }),
            ],
            findings: [],
        },
        {
            title: "allows a Host that reads another namespace's Secret by name",
            objects: [
                certificate({}, "certificates"),
                host({ name: "faces-tls", namespace: "certificates" }),
            ],
            findings: [],
        },
        {
            title: "refuses a Certificate in another namespace",
            objects: [
                certificate({}, "emissary-ingress"),
                host(tlsSecret),
                ingress([{ secretName: "faces-tls", hosts: [HOST] }]),
            ],
            findings: [
                `violation ${OBJECT} spec.tlsSecret.name`,
                'violation Ingress "emissary/faces" spec.tls[0].secretName',
            ],
        },
        {
            title: "allows it where the Secret is copied, or made in both",
            objects: [
                certificate(
                    {
                        secretTemplate: {
                            annotations: { "reflector.v1.k8s.emberstack.com/reflects": "" },
                        },
                    },
                    "certificates",
                ),
                host(tlsSecret),
                certificate({ secretName: "other" }, "certificates"),
                kubernetes("core/v1:Secret", {
                    metadata: { name: "other", namespace: "emissary" },
                }),
                host({ name: "other" }),
            ],
            findings: [],
        },
        {
            title: "refuses a certificate for another host, and a wildcard for another level",
            objects: [
                certificate({ dnsNames: ["gui.example.com", "*.com"] }),
                host(tlsSecret),
                host(tlsSecret, "a.faces.example.com"),
                ingress([{ secretName: "faces-tls", hosts: ["gui.example.com", HOST] }]),
            ],
            findings: [
                `violation ${OBJECT} spec.hostname`,
                `violation ${OBJECT} spec.hostname`,
                'violation Ingress "emissary/faces" spec.tls[0].hosts[1]',
            ],
        },
        {
            title: "leaves every host to ING-03",
            objects: [certificate({}), host(tlsSecret, "*")],
            findings: [],
        },
        {
            title: "leaves alone what no Certificate of the stack fills, and what cert-manager makes itself",
            objects: [
                host(tlsSecret),
                certificate({ secretName: "mine" }, "elsewhere"),
                ingress([{ secretName: "mine", hosts: [HOST] }], { "cert-manager.io/issuer": "a" }),
            ],
            findings: [],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                certificate({ dnsNames: [UNKNOWN] }),
                certificate({ secretName: "stray" }, UNKNOWN),
                host(tlsSecret),
                host(tlsSecret, UNKNOWN),
                host({ name: UNKNOWN }),
                host({ name: "faces-tls", namespace: UNKNOWN }),
                host({ name: "stray" }),
            ],
            findings: [
                `undecided ${OBJECT} spec.dnsNames[0]`,
                `undecided ${OBJECT} spec.hostname`,
                `undecided ${OBJECT} spec.tlsSecret.name`,
                `undecided ${OBJECT} spec.tlsSecret.namespace`,
                `undecided ${OBJECT} metadata.namespace`,
            ],
        },
        {
            title: "refuses a text where an object belongs",
            objects: [host("faces-tls")],
            findings: [`violation ${OBJECT} spec.tlsSecret`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki13, [certificate({}, "emissary-ingress"), host(tlsSecret)]), [
            `PKI-13: ${OBJECT} reads Secret "faces-tls" in namespace emissary, and Certificate "emissary-ingress/faces" makes it in another` +
                ` (spec.tlsSecret.name) — Fix: ${remedyOf("PKI-13")}`,
        ]);
    });
});
