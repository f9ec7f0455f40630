import assert from "node:assert/strict";
import { pki04 } from "../../rules/pki/pki-04/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const certificate = (spec: JsonObject, name = "faces", namespace = "emissary") =>
    kubernetes("cert-manager.io/v1:Certificate", { metadata: { name, namespace }, spec });
const issuer = (spec: JsonObject) => certificate(spec, "linkerd-identity-issuer", "linkerd");
const LEAF = 'Certificate "emissary/faces"';
const ISSUER = 'Certificate "linkerd/linkerd-identity-issuer"';

describe("PKI-04: certificates are short-lived, and the identity issuer outlives what it issues", () => {
    testCases(pki04, [
        {
            title: "allows 90 days, cert-manager's default, and an identity issuer of 48h/25h",
            objects: [
                certificate({ duration: "2160h", renewBefore: "360h" }),
                certificate({}),
                issuer({ duration: "48h", renewBefore: "25h", isCA: true }),
            ],
            findings: [],
        },
        {
            title: "allows an identity issuer that is renewed in time by default or by percentage",
            objects: [
                issuer({ duration: "73h" }),
                issuer({ duration: "48h", renewBeforePercentage: 51 }),
            ],
            findings: [],
        },
        {
            title: "leaves the lifetime of other CAs to their own policy",
            objects: [certificate({ duration: "87600h", isCA: true })],
            findings: [],
        },
        {
            title: "refuses certificates that live too long",
            objects: [
                certificate({ duration: "2160h1s" }),
                certificate({ duration: "8760h", isCA: false }),
                issuer({ duration: "8760h", renewBefore: "1440h" }),
            ],
            findings: [
                `violation ${LEAF} spec.duration`,
                `violation ${LEAF} spec.duration`,
                `violation ${ISSUER} spec.duration`,
            ],
        },
        {
            title: "refuses an identity issuer that ends before what it issued",
            objects: [
                issuer({ duration: "48h", renewBefore: "1h" }),
                issuer({ duration: "48h", renewBefore: "24h" }),
                issuer({ duration: "72h" }),
                issuer({ duration: "48h", renewBeforePercentage: 50 }),
            ],
            findings: [
                `violation ${ISSUER} spec.renewBefore`,
                `violation ${ISSUER} spec.renewBefore`,
                `violation ${ISSUER} spec.renewBefore`,
                `violation ${ISSUER} spec.renewBeforePercentage`,
            ],
        },
        {
            title: "knows the identity issuer by its Secret too",
            objects: [
                certificate(
                    { secretName: "linkerd-identity-issuer", duration: "48h", renewBefore: "1h" },
                    "issuer",
                    "linkerd",
                ),
            ],
            findings: ['violation Certificate "linkerd/issuer" spec.renewBefore'],
        },
        {
            title: "follows the settings",
            objects: [
                certificate({ duration: "25h" }),
                issuer({ duration: "90h", renewBefore: "40h" }),
            ],
            settings: {
                certificateMaxDuration: "24h",
                identityIssuerMaxDuration: "80h",
                issuanceLifetime: "40h",
            },
            findings: [
                `violation ${LEAF} spec.duration`,
                `violation ${ISSUER} spec.duration`,
                `violation ${ISSUER} spec.renewBefore`,
            ],
        },
        {
            title: "refuses to judge by a setting that is no duration",
            objects: [certificate({}), issuer({ duration: "48h", renewBefore: "25h" })],
            settings: { certificateMaxDuration: "90d", issuanceLifetime: "1 day" },
            findings: [`violation ${LEAF} spec.duration`, `violation ${ISSUER} spec.renewBefore`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                certificate({ duration: UNKNOWN }),
                certificate({ duration: "8760h", isCA: UNKNOWN }),
                certificate({ duration: "48h", isCA: UNKNOWN }),
                issuer({ duration: UNKNOWN }),
                issuer({ duration: "48h", renewBefore: UNKNOWN }),
                certificate({ secretName: UNKNOWN, duration: "48h" }, "a", "linkerd"),
                certificate({ duration: "8760h" }),
            ],
            findings: [
                `undecided ${LEAF} spec.duration`,
                `undecided ${LEAF} spec.isCA`,
                `undecided ${ISSUER} spec.duration`,
                `undecided ${ISSUER} spec.renewBefore`,
                'undecided Certificate "linkerd/a" spec.secretName',
                `violation ${LEAF} spec.duration`,
            ],
        },
        {
            title: "refuses a number where a duration belongs",
            objects: [certificate({ duration: 90 }), issuer({ renewBefore: 25 })],
            findings: [`violation ${LEAF} spec.duration`, `violation ${ISSUER} spec.renewBefore`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki04, [issuer({ duration: "48h", renewBefore: "1h" })]), [
            `PKI-04: ${ISSUER} is renewed 1 h before its end, which is not more than the 24h of a workload's certificate` +
                " (spec.renewBefore) — Fix: set renewBefore to more than 24h, e.g. 25h of a duration of 48h",
        ]);
    });
});
