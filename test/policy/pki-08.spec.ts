import assert from "node:assert/strict";
import { pki08 } from "../../rules/pki/pki-08/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const certificate = (issuerRef: Json, spec: object = {}, namespace: Json = "shop") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "site", namespace },
        spec: { issuerRef, ...spec },
    });
const annotated = (annotations: Json, kind = "networking.k8s.io/v1:Ingress") =>
    kubernetes(kind, { metadata: { name: "site", namespace: "shop", annotations } });
const publicIssuer = { name: "public", kind: "ClusterIssuer" };
const SITE = 'Certificate "shop/site"';
const listed = { allowedIssuers: ["shop/ClusterIssuer/public"] };

describe("PKI-08: each namespace uses only its own issuers", () => {
    testCases(pki08, [
        {
            title: "allows Issuers, which are their namespace's own, for whatever they sign",
            objects: [
                certificate({ name: "own" }),
                certificate({ name: "own", kind: "Issuer", group: "cert-manager.io" }),
                certificate({ name: "own" }, { isCA: true, usages: ["cert sign"] }),
                annotated({ "cert-manager.io/issuer": "own" }),
                annotated({}),
            ],
            findings: [],
        },
        {
            title: "refuses a ClusterIssuer, and what another maker calls its issuer",
            objects: [
                certificate(publicIssuer),
                certificate({ name: "own", kind: "Issuer", group: "awspca.cert-manager.io" }),
            ],
            findings: [`violation ${SITE} spec.issuerRef`, `violation ${SITE} spec.issuerRef`],
        },
        {
            title: "refuses them to an annotated Ingress or Gateway",
            objects: [
                annotated({ "cert-manager.io/cluster-issuer": "public" }),
                annotated({
                    "cert-manager.io/issuer": "ca",
                    "cert-manager.io/issuer-group": "awspca.cert-manager.io",
                }),
                annotated(
                    {
                        "cert-manager.io/issuer": "public",
                        "cert-manager.io/issuer-kind": "ClusterIssuer",
                    },
                    "gateway.networking.k8s.io/v1:Gateway",
                ),
            ],
            findings: [
                'violation Ingress "shop/site" metadata.annotations["cert-manager.io/cluster-issuer"]',
                'violation Ingress "shop/site" metadata.annotations["cert-manager.io/issuer"]',
                'violation Gateway "shop/site" metadata.annotations["cert-manager.io/issuer"]',
            ],
        },
        {
            title: "allows what the settings list for the namespace, of whichever maker",
            objects: [
                certificate(publicIssuer),
                certificate({ name: "ca", kind: "Cluster", group: "awspca.cert-manager.io" }),
            ],
            settings: {
                allowedIssuers: [
                    "shop/ClusterIssuer/public",
                    "shop/Cluster.awspca.cert-manager.io/ca",
                ],
            },
            findings: [],
        },
        {
            title: "refuses what they list for another namespace",
            objects: [certificate(publicIssuer, {}, "bank")],
            settings: listed,
            findings: ['violation Certificate "bank/site" spec.issuerRef'],
        },
        {
            title: "refuses a CA of an issuer that is listed, by isCA or by its usages",
            objects: [
                certificate(publicIssuer, { isCA: true }),
                certificate(publicIssuer, { usages: ["server auth", "cert sign"] }),
                certificate(publicIssuer, { isCA: false, usages: ["server auth"] }),
            ],
            settings: listed,
            findings: [`violation ${SITE} spec.isCA`, `violation ${SITE} spec.usages[1]`],
        },
        {
            title: "asks of a CertificateRequest only whether it makes a CA",
            objects: [{ usages: ["server auth"] }, { isCA: true }].map((spec) =>
                kubernetes("cert-manager.io/v1:CertificateRequest", {
                    metadata: { name: "site-1", namespace: "shop" },
                    spec: { issuerRef: publicIssuer, ...spec },
                }),
            ),
            findings: ['violation CertificateRequest "shop/site-1" spec.isCA'],
        },
        {
            title: "judges nothing in an exempt namespace",
            objects: [certificate(publicIssuer, { isCA: true }, "cert-manager")],
            findings: [],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                certificate({ name: UNKNOWN, kind: "ClusterIssuer" }),
                certificate({ name: "public", kind: UNKNOWN }),
                certificate(UNKNOWN),
                certificate(publicIssuer, {}, UNKNOWN),
                certificate(publicIssuer, { isCA: UNKNOWN }),
            ],
            settings: listed,
            findings: [
                `undecided ${SITE} spec.issuerRef.name`,
                `undecided ${SITE} spec.issuerRef.kind`,
                `undecided ${SITE} spec.issuerRef`,
                'undecided Certificate "?/site" metadata.namespace',
                `undecided ${SITE} spec.isCA`,
            ],
        },
        {
            title: "refuses a reference that is none",
            objects: [certificate("public")],
            findings: [`violation ${SITE} spec.issuerRef`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki08, [certificate(publicIssuer)]), [
            'PKI-08: Certificate "shop/site" uses ClusterIssuer/public, which is not its namespace\'s own, and which the settings do not list for it' +
                " (spec.issuerRef) — Fix: use an Issuer of the same namespace, or add shop/ClusterIssuer/public to allowedIssuers",
        ]);
    });
});
