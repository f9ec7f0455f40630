import assert from "node:assert/strict";
import { pki08 } from "../../policy-pack/rules/pki-08";
import { type Json, UNKNOWN } from "../../policy-pack/rules/read";
import { kubernetes, lines, testCases } from "./support";

const certificate = (issuerRef: Json, name = "shop", namespace: Json = "shop") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name, namespace },
        spec: { issuerRef },
    });
const identityIssuer = certificate(
    { name: "vault", kind: "ClusterIssuer" },
    "linkerd-identity-issuer",
    "linkerd",
);
const ingress = (annotations: Json) =>
    kubernetes("networking.k8s.io/v1:Ingress", {
        metadata: { name: "shop", namespace: "shop", annotations },
    });
const SHOP = 'Certificate "shop/shop" spec.issuerRef';

describe("PKI-08: each namespace uses only its own issuers", () => {
    testCases(pki08, [
        {
            title: "allows any issuer but the identity issuer's, where the settings list none",
            objects: [
                identityIssuer,
                certificate({ name: "letsencrypt" }),
                certificate({ name: "other", kind: "ClusterIssuer" }),
                ingress({ "cert-manager.io/cluster-issuer": "letsencrypt" }),
                ingress({}),
            ],
            findings: [],
        },
        {
            title: "allows what only shares the name of the identity issuer's: of another kind, or group",
            objects: [
                identityIssuer,
                certificate({ name: "vault" }),
                certificate({
                    name: "vault",
                    kind: "ClusterIssuer",
                    group: "cas-issuer.jetstack.io",
                }),
            ],
            findings: [],
        },
        {
            title: "refuses the identity issuer's issuer in another namespace",
            objects: [
                identityIssuer,
                certificate({ name: "vault", kind: "ClusterIssuer" }),
                ingress({ "cert-manager.io/cluster-issuer": "vault" }),
            ],
            findings: [
                `violation ${SHOP}`,
                'violation Ingress "shop/shop" metadata.annotations["cert-manager.io/cluster-issuer"]',
            ],
        },
        {
            title: "allows what the settings list for the namespace",
            objects: [
                certificate({ name: "letsencrypt" }),
                certificate({ name: "vault", kind: "ClusterIssuer" }),
                ingress({ "cert-manager.io/issuer": "letsencrypt" }),
            ],
            settings: { allowedIssuers: ["shop/Issuer/letsencrypt", "shop/ClusterIssuer/vault"] },
            findings: [],
        },
        {
            title: "refuses what they list for another namespace, under another kind, or not at all",
            objects: [
                certificate({ name: "letsencrypt" }, "shop", "elsewhere"),
                certificate({ name: "letsencrypt", kind: "ClusterIssuer" }),
                certificate({ name: "other" }),
                ingress({ "cert-manager.io/issuer": "other" }),
            ],
            settings: { allowedIssuers: ["shop/Issuer/letsencrypt"] },
            findings: [
                'violation Certificate "elsewhere/shop" spec.issuerRef',
                `violation ${SHOP}`,
                `violation ${SHOP}`,
                'violation Ingress "shop/shop" metadata.annotations["cert-manager.io/issuer"]',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                identityIssuer,
                certificate({ name: UNKNOWN, kind: "ClusterIssuer" }),
                certificate({ name: "vault", kind: UNKNOWN }),
                certificate({ name: "vault", kind: "ClusterIssuer" }, "shop", UNKNOWN),
                certificate({ name: "vault", kind: "ClusterIssuer" }),
            ],
            findings: [
                `undecided ${SHOP}.name`,
                `undecided ${SHOP}.kind`,
                'undecided Certificate "?/shop" metadata.namespace',
                `violation ${SHOP}`,
            ],
        },
        {
            title: "leaves undecided against the list what is not known yet",
            objects: [certificate({ name: UNKNOWN }), certificate(UNKNOWN)],
            settings: { allowedIssuers: ["shop/Issuer/letsencrypt"] },
            findings: [`undecided ${SHOP}.name`, `undecided ${SHOP}`],
        },
        {
            title: "refuses a reference that is none",
            objects: [certificate("letsencrypt")],
            settings: { allowedIssuers: ["shop/Issuer/letsencrypt"] },
            findings: [`violation ${SHOP}`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        const found = lines(pki08, [
            identityIssuer,
            certificate({ name: "vault", kind: "ClusterIssuer" }),
        ]);
        assert.deepEqual(found, [
            'PKI-08: Certificate "shop/shop" is signed by "vault", which signs Linkerd\'s identity issuer, so that its namespace could make mesh identities' +
                " (spec.issuerRef) — Fix: use another issuer: this one is for namespace linkerd alone",
        ]);
    });
});
