import assert from "node:assert/strict";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { sec04 } from "../../rules/sec/sec-04/rule";
import { kubernetes, lines, testCases } from "./support";
import { titleOf } from "../support/ruleTexts";

const KEY = "apiKeySecretRef";
const issuer = (cloudflare: Json, kind = "Issuer") =>
    kubernetes(`cert-manager.io/v1:${kind}`, {
        metadata: { name: "acme", ...(kind === "Issuer" && { namespace: "emissary" }) },
        spec: { acme: { solvers: [{ http01: {} }, { dns01: { cloudflare } }] } },
    });
const PATH = `spec.acme.solvers[1].dns01.cloudflare`;

describe(titleOf("SEC-04"), () => {
    testCases(sec04, [
        {
            title: "allows a token, and issuers that do not use Cloudflare",
            objects: [
                issuer({ apiTokenSecretRef: { name: "cloudflare", key: "token" } }),
                issuer(undefined),
                kubernetes("cert-manager.io/v1:ClusterIssuer", {
                    metadata: { name: "ca" },
                    spec: { ca: { secretName: "ca" } },
                }),
            ],
            findings: [],
        },
        {
            title: "refuses the global key",
            objects: ["Issuer", "ClusterIssuer"].map((kind) =>
                issuer({ email: "a@example.com", [KEY]: { name: "cloudflare" } }, kind),
            ),
            findings: [
                `violation Issuer "emissary/acme" ${PATH}.${KEY}`,
                `violation ClusterIssuer "acme" ${PATH}.${KEY}`,
            ],
        },
        {
            title: "leaves undecided what is not known",
            objects: [issuer(UNKNOWN), issuer({ [KEY]: UNKNOWN })],
            findings: [
                `undecided Issuer "emissary/acme" ${PATH}`,
                `undecided Issuer "emissary/acme" ${PATH}.${KEY}`,
            ],
        },
        {
            title: "refuses a solver that is none",
            objects: [issuer("token")],
            findings: [`violation Issuer "emissary/acme" ${PATH}`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sec04, [issuer({ [KEY]: { name: "cloudflare" } })]), [
            `SEC-04: Issuer "emissary/acme" uses Cloudflare's global API key (${PATH}.${KEY}) — Fix: make an API token` +
                " with Zone-DNS-Edit and Zone-Zone-Read on the one zone, and give it as apiTokenSecretRef",
        ]);
    });
});
