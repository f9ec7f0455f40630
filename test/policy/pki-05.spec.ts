import assert from "node:assert/strict";
import { pki05 } from "../../rules/pki/pki-05/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const certificate = (spec: JsonObject) =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace: "emissary" },
        spec,
    });
const OBJECT = 'Certificate "emissary/faces"';

describe("PKI-05: certificates are renewed in time, and not at once", () => {
    testCases(pki05, [
        {
            title: "allows the identity issuer's 48h/25h and the ingress' 2160h/360h",
            objects: [
                certificate({ duration: "48h", renewBefore: "25h" }),
                certificate({ duration: "2160h", renewBefore: "360h0m0s" }),
            ],
            findings: [],
        },
        {
            title: "allows exactly a tenth and exactly two thirds",
            objects: [
                certificate({ duration: "100h", renewBefore: "10h" }),
                certificate({ duration: "90h", renewBefore: "60h" }),
                certificate({ duration: "100h", renewBeforePercentage: 10 }),
            ],
            findings: [],
        },
        {
            title: "allows cert-manager's own choice",
            objects: [certificate({}), certificate({ duration: "48h" })],
            findings: [],
        },
        {
            title: "refuses a window that is too short",
            objects: [
                certificate({ duration: "48h", renewBefore: "1h" }),
                certificate({ duration: "100h", renewBefore: "9h59m59s" }),
                certificate({ renewBefore: "24h" }),
                certificate({ renewBeforePercentage: 5 }),
            ],
            findings: [
                `violation ${OBJECT} spec.renewBefore`,
                `violation ${OBJECT} spec.renewBefore`,
                `violation ${OBJECT} spec.renewBefore`,
                `violation ${OBJECT} spec.renewBeforePercentage`,
            ],
        },
        {
            title: "refuses a window that is too long",
            objects: [
                certificate({ duration: "8760h", renewBefore: "7320h" }),
                certificate({ duration: "90h", renewBefore: "60h1s" }),
                certificate({ renewBeforePercentage: 67 }),
            ],
            findings: [
                `violation ${OBJECT} spec.renewBefore`,
                `violation ${OBJECT} spec.renewBefore`,
                `violation ${OBJECT} spec.renewBeforePercentage`,
            ],
        },
        {
            title: "refuses what is not a positive duration",
            objects: [
                certificate({ duration: "90d", renewBefore: "30d" }),
                certificate({ duration: "-48h" }),
                certificate({ renewBefore: 25 }),
            ],
            findings: [
                `violation ${OBJECT} spec.duration`,
                `violation ${OBJECT} spec.renewBefore`,
                `violation ${OBJECT} spec.duration`,
                `violation ${OBJECT} spec.renewBefore`,
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                certificate({ duration: UNKNOWN, renewBefore: "25h" }),
                certificate({ duration: "48h", renewBefore: UNKNOWN }),
                certificate({ duration: UNKNOWN }),
                certificate({ duration: "48h", renewBefore: "1h" }),
            ],
            findings: [
                `undecided ${OBJECT} spec.duration`,
                `undecided ${OBJECT} spec.renewBefore`,
                `violation ${OBJECT} spec.renewBefore`,
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki05, [certificate({ duration: "8760h", renewBefore: "7320h" })]), [
            `PKI-05: ${OBJECT} renews 7320h before the end of 8760h: it would renew soon after each issue` +
                ` (spec.renewBefore) — Fix: ${remedyOf("PKI-05")}`,
        ]);
    });
});
