import assert from "node:assert/strict";
import { pki10 } from "../../rules/pki/pki-10/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const PRODUCTION = "https://acme-v02.api.letsencrypt.org/directory";
const STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";
const token = { apiTokenSecretRef: { name: "token", key: "api-token" } };
const dns01 = { dns01: { cloudflare: token } };

const issuer = (acme: Json, kind = "Issuer", namespace: Json = "emissary") =>
    kubernetes(`cert-manager.io/v1:${kind}`, {
        metadata: { name: "acme", namespace: kind === "Issuer" ? namespace : null },
        spec: { acme },
    });
const withSolvers = (...solvers: readonly Json[]) => issuer({ server: PRODUCTION, solvers });
const secret = (namespace: Json, data: Json = { "api-token": "t" }) =>
    kubernetes("core/v1:Secret", { metadata: { name: "token", namespace }, stringData: data });
const certificate = (dnsNames: Json, labels: JsonObject = {}) =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace: "emissary", labels },
        spec: { dnsNames, issuerRef: { name: "acme" } },
    });
const selecting = (selector: Json) => withSolvers({ ...dns01, selector });
const ISSUER = 'Issuer "emissary/acme"';
const NAME = 'Certificate "emissary/faces" spec.dnsNames';

describe("PKI-10: public certificates come from a production ACME CA, by DNS-01", () => {
    testCases(pki10, [
        {
            title: "allows DNS-01 with a token beside the issuer",
            objects: [withSolvers(dns01), secret("emissary"), certificate(["faces.example.com"])],
            settings: { environment: "production" },
            findings: [],
        },
        {
            title: "leaves issuers without ACME alone",
            objects: [
                kubernetes("cert-manager.io/v1:ClusterIssuer", {
                    metadata: { name: "vault" },
                    spec: { vault: {} },
                }),
            ],
            findings: [],
        },
        {
            title: "allows a test environment outside of production",
            objects: [issuer({ server: STAGING, solvers: [dns01] })],
            findings: [],
        },
        {
            title: "refuses a test environment in production",
            objects: [
                STAGING,
                "https://dv.acme-v02.test-api.pki.goog/directory",
                "https://api.test4.buypass.no/acme/directory",
                "https://pebble.pebble:14000/dir",
            ].map((server) => issuer({ server, solvers: [dns01] })),
            settings: { environment: "production" },
            findings: Array.from({ length: 4 }, () => `violation ${ISSUER} spec.acme.server`),
        },
        {
            title: "does not take a private CA for a test environment by a part of its name",
            objects: [
                "https://acme.test-company.example/directory",
                "https://staging-area.example.com/acme",
            ].map((server) => issuer({ server, solvers: [dns01] })),
            settings: { environment: "production" },
            findings: [],
        },
        {
            title: "refuses a server that is not verified",
            objects: [
                issuer({ server: "http://acme.example.com", solvers: [dns01] }),
                issuer({ server: "acme", solvers: [dns01] }),
                issuer({ server: PRODUCTION, skipTLSVerify: true, solvers: [dns01] }),
            ],
            findings: [
                `violation ${ISSUER} spec.acme.server`,
                `violation ${ISSUER} spec.acme.server`,
                `violation ${ISSUER} spec.acme.skipTLSVerify`,
            ],
        },
        {
            title: "refuses HTTP-01, no solver, and a solver for nothing",
            objects: [
                withSolvers({ http01: { ingress: { class: "nginx" } } }),
                withSolvers(),
                withSolvers(dns01, {}),
            ],
            findings: [
                `violation ${ISSUER} spec.acme.solvers[0].http01`,
                `violation ${ISSUER} spec.acme.solvers`,
                `violation ${ISSUER} spec.acme.solvers[1]`,
            ],
        },
        {
            title: "refuses a token that the stack makes where the issuer does not look",
            objects: [withSolvers(dns01), secret("cert-manager")],
            findings: [
                `violation ${ISSUER} spec.acme.solvers[0].dns01.cloudflare.apiTokenSecretRef.name`,
            ],
        },
        {
            title: "allows a ClusterIssuer's token wherever cert-manager keeps them",
            objects: [
                issuer({ server: PRODUCTION, solvers: [dns01] }, "ClusterIssuer"),
                secret("cert-manager"),
            ],
            findings: [],
        },
        {
            title: "allows a token that another stack makes",
            objects: [withSolvers(dns01)],
            findings: [],
        },
        {
            title: "refuses a key that the token's Secret does not have",
            objects: [withSolvers(dns01), secret("emissary", { token: "t" })],
            findings: [
                `violation ${ISSUER} spec.acme.solvers[0].dns01.cloudflare.apiTokenSecretRef.key`,
            ],
        },
        {
            title: "allows a name that a solver selects, by name, zone or label",
            objects: [
                withSolvers(
                    { ...dns01, selector: { dnsNames: ["faces.example.com"] } },
                    { ...dns01, selector: { dnsZones: ["example.org"] } },
                    { ...dns01, selector: { matchLabels: { team: "faces" } } },
                ),
                certificate(["faces.example.com", "shop.example.org", "*.shop.example.org"]),
                certificate(["other.example.net"], { team: "faces" }),
            ],
            findings: [],
        },
        {
            title: "refuses a name that no solver selects",
            objects: [
                selecting({ dnsNames: ["faces.example.com"], dnsZones: ["example.com"] }),
                certificate(["faces.example.com", "shop.example.com"]),
                certificate(["notexample.com"]),
            ],
            findings: [`violation ${NAME}[1]`, `violation ${NAME}[0]`],
        },
        {
            title: "refuses a Certificate without the label that its issuer's solver wants",
            objects: [
                selecting({ matchLabels: { team: "faces" } }),
                certificate(["a.example.com"]),
            ],
            findings: [`violation ${NAME}[0]`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                issuer(UNKNOWN),
                issuer({ server: UNKNOWN, solvers: UNKNOWN }),
                withSolvers({ dns01: UNKNOWN }),
                withSolvers({ ...dns01, http01: UNKNOWN }),
                withSolvers({ dns01: { cloudflare: { apiTokenSecretRef: { name: UNKNOWN } } } }),
                withSolvers(),
            ],
            findings: [
                `undecided ${ISSUER} spec.acme`,
                `undecided ${ISSUER} spec.acme.server`,
                `undecided ${ISSUER} spec.acme.solvers`,
                `undecided ${ISSUER} spec.acme.solvers[0].dns01`,
                `undecided ${ISSUER} spec.acme.solvers[0].http01`,
                `violation ${ISSUER} spec.acme.solvers`,
                `undecided ${ISSUER} spec.acme.solvers[0].dns01.cloudflare.apiTokenSecretRef.name`,
            ],
        },
        {
            title: "does not guess of a Secret or a selector that is not known yet",
            objects: [
                selecting({ dnsNames: UNKNOWN }),
                secret("emissary", UNKNOWN),
                secret(UNKNOWN),
                certificate(["faces.example.com"]),
            ],
            findings: [],
        },
        {
            title: "refuses solvers that are not a list",
            objects: [issuer({ server: PRODUCTION, solvers: dns01 })],
            findings: [`violation ${ISSUER} spec.acme.solvers`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(
            lines(pki10, [issuer({ server: STAGING, solvers: [dns01] })], {
                environment: "production",
            }),
            [
                `PKI-10: ${ISSUER} has the test environment acme-staging-v02.api.letsencrypt.org issue, whose certificates nobody trusts` +
                    " (spec.acme.server) — Fix: give the CA's production directory",
            ],
        );
    });
});
