import assert from "node:assert/strict";
import { pki15 } from "../../rules/pki/pki-15/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const domain = "identity.linkerd.cluster.local";
const certificate = (spec: JsonObject, name: Json = "site", namespace: Json = "shop") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name, namespace },
        spec: { issuerRef: { name: "own" }, ...spec },
    });
const venafi = { name: "venafi", kind: "ClusterIssuer" };
const identityIssuer = (issuerRef: Json = venafi) =>
    certificate(
        { issuerRef, commonName: domain, dnsNames: [domain] },
        "linkerd-identity-issuer",
        "linkerd",
    );
const request = kubernetes("cert-manager.io/v1:CertificateRequest", {
    metadata: { name: "raw", namespace: "shop" },
    spec: { request: "Cg==", issuerRef: { name: "own" } },
});
const ingress = (annotations: Json) =>
    kubernetes("networking.k8s.io/v1:Ingress", {
        metadata: { name: "site", namespace: "shop", annotations },
    });
const SITE = 'Certificate "shop/site"';

describe("PKI-15: the mesh's CA signs Linkerd's identity issuer alone", () => {
    testCases(pki15, [
        {
            title: "allows the identity issuer, and what has nothing to do with the mesh",
            objects: [
                identityIssuer(),
                certificate({ dnsNames: ["shop.example.com"] }),
                certificate({ issuerRef: { name: "venafi" } }),
                ingress({ "cert-manager.io/cluster-issuer": "public" }),
            ],
            findings: [],
        },
        {
            title: "refuses what its issuer signs besides, in whichever namespace",
            objects: [
                identityIssuer(),
                certificate({ issuerRef: venafi }),
                certificate({ issuerRef: venafi }, "second", "linkerd"),
                ingress({ "cert-manager.io/cluster-issuer": "venafi" }),
            ],
            findings: [
                'violation Certificate "linkerd/second" metadata.namespace',
                `violation ${SITE} spec.issuerRef`,
                'violation Certificate "linkerd/second" spec.issuerRef',
                'violation Ingress "shop/site" metadata.annotations["cert-manager.io/cluster-issuer"]',
            ],
        },
        {
            title: "tells an Issuer of the control plane from one of the same name elsewhere",
            objects: [
                identityIssuer({ name: "own" }),
                certificate({}),
                certificate({}, "second", "linkerd"),
            ],
            findings: [
                'violation Certificate "linkerd/second" metadata.namespace',
                'violation Certificate "linkerd/second" spec.issuerRef',
            ],
        },
        {
            title: "refuses others beside the identity issuer, whose Issuer may be the mesh's CA by another name",
            objects: [certificate({ issuerRef: { name: "alias" } }, "second", "linkerd")],
            findings: ['violation Certificate "linkerd/second" metadata.namespace'],
        },
        {
            title: "is not deceived by the identity issuer's name in another namespace",
            objects: [
                identityIssuer(),
                certificate({ issuerRef: venafi }, "linkerd-identity-issuer"),
                certificate({ commonName: domain }, "linkerd-identity-issuer"),
            ],
            findings: [
                'violation Certificate "shop/linkerd-identity-issuer" spec.commonName',
                'violation Certificate "shop/linkerd-identity-issuer" spec.issuerRef',
            ],
        },
        {
            title: "refuses names of the mesh, wherever a certificate has names",
            objects: [
                certificate({ commonName: domain }),
                certificate({
                    dnsNames: ["shop.example.com", `face.faces.serviceaccount.${domain}`],
                }),
                certificate({ dnsNames: [`*.${domain.toUpperCase()}`] }),
                certificate({ dnsNames: ["*.linkerd.cluster.local"] }),
                certificate({ literalSubject: `CN=face.faces.serviceaccount.${domain}` }),
                certificate({ uris: ["spiffe://cluster.local/ns/faces/sa/face"] }),
                certificate({ uris: ["spiffe://root.linkerd.cluster.local/proxy"] }),
            ],
            findings: [
                `violation ${SITE} spec.commonName`,
                `violation ${SITE} spec.dnsNames[1]`,
                `violation ${SITE} spec.dnsNames[0]`,
                `violation ${SITE} spec.dnsNames[0]`,
                `violation ${SITE} spec.literalSubject`,
                `violation ${SITE} spec.uris[0]`,
                `violation ${SITE} spec.uris[0]`,
            ],
        },
        {
            title: "allows names that only look like the mesh's",
            objects: [
                certificate({ dnsNames: [`${domain}.example.com`, `not-${domain}`] }),
                certificate({ uris: ["spiffe://example.com/cluster.local", "https://a/b"] }),
                certificate({ dnsNames: ["linkerd.cluster.local", "*.shop.svc.cluster.local"] }),
            ],
            findings: [],
        },
        {
            title: "knows another trust domain and control plane",
            objects: [
                certificate({ dnsNames: [`face.faces.serviceaccount.${domain}`] }),
                certificate({ dnsNames: ["face.faces.serviceaccount.identity.mesh.example.org"] }),
            ],
            settings: { trustDomain: "example.org", controlPlaneNamespace: "mesh" },
            findings: [`violation ${SITE} spec.dnsNames[0]`],
        },
        {
            title: "refuses a second name to the identity issuer itself",
            objects: [
                certificate(
                    { dnsNames: [domain, `face.faces.serviceaccount.${domain}`] },
                    "linkerd-identity-issuer",
                    "linkerd",
                ),
            ],
            findings: ['violation Certificate "linkerd/linkerd-identity-issuer" spec.dnsNames[1]'],
        },
        {
            title: "refuses every CertificateRequest, whose names nobody can read",
            objects: [request],
            findings: ['violation CertificateRequest "shop/raw" spec.request'],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                identityIssuer(),
                certificate({ dnsNames: ["a", UNKNOWN] }),
                certificate({ issuerRef: { name: UNKNOWN, kind: "ClusterIssuer" } }),
                certificate({ commonName: domain }, UNKNOWN, UNKNOWN),
            ],
            findings: [
                `undecided ${SITE} spec.dnsNames[1]`,
                'undecided Certificate "?/it" metadata.name',
                `undecided ${SITE} spec.issuerRef.name`,
                'undecided Certificate "?/it" metadata.namespace',
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki15, [identityIssuer(), certificate({ issuerRef: venafi })]), [
            'PKI-15: Certificate "shop/site" is signed by "venafi", which signs Linkerd\'s identity issuer, so that its namespace could make mesh identities' +
                " (spec.issuerRef) — Fix: use another issuer: this one is for linkerd/linkerd-identity-issuer alone",
        ]);
        assert.deepEqual(lines(pki15, [certificate({ commonName: domain })]), [
            `PKI-15: Certificate "shop/site" asks for "${domain}", by which it would be taken for a workload of the mesh` +
                ` (spec.commonName) — Fix: ${remedyOf("PKI-15")}`,
        ]);
        assert.deepEqual(lines(pki15, [request]), [
            'PKI-15: CertificateRequest "shop/raw" asks for what no policy can read, because it is signed already' +
                " (spec.request) — Fix: write a Certificate, of which cert-manager makes its request",
        ]);
    });
});
