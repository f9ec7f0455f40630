import assert from "node:assert/strict";
import { pki09 } from "../../rules/pki/pki-09/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const certificate = (spec: JsonObject) =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace: "emissary" },
        spec,
    });
const OBJECT = 'Certificate "emissary/faces"';

describe("PKI-09: certificates have few names, and no wildcard", () => {
    testCases(pki09, [
        {
            title: "allows up to three exact names, and none",
            objects: [
                certificate({ dnsNames: ["a.example.com", "b.example.com", "c.example.com"] }),
                certificate({ commonName: "a.example.com" }),
            ],
            findings: [],
        },
        {
            title: "refuses a wildcard, among the names and as the common one",
            objects: [
                certificate({ dnsNames: ["a.example.com", "*.example.com"] }),
                certificate({ commonName: "*.example.com" }),
            ],
            findings: [
                `violation ${OBJECT} spec.dnsNames[1]`,
                `violation ${OBJECT} spec.commonName`,
            ],
        },
        {
            title: "refuses more names than the settings allow",
            objects: [certificate({ dnsNames: ["a.example.com", "b.example.com"] })],
            settings: { maxDnsNames: 1 },
            findings: [`violation ${OBJECT} spec.dnsNames`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                certificate({ dnsNames: [UNKNOWN, "*.example.com"] }),
                certificate({ dnsNames: UNKNOWN }),
                certificate({ commonName: UNKNOWN }),
            ],
            findings: [
                `undecided ${OBJECT} spec.dnsNames[0]`,
                `violation ${OBJECT} spec.dnsNames[1]`,
                `undecided ${OBJECT} spec.dnsNames`,
                `undecided ${OBJECT} spec.commonName`,
            ],
        },
        {
            title: "refuses a text where a list belongs",
            objects: [certificate({ dnsNames: "a.example.com" })],
            findings: [`violation ${OBJECT} spec.dnsNames`],
        },
    ]);

    it("is advisory", () => {
        assert.equal(pki09.level, "advisory");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki09, [certificate({ dnsNames: ["*.example.com"] })]), [
            `PKI-09: ${OBJECT} is for the wildcard "*.example.com" (spec.dnsNames[0]) — Fix: ${remedyOf("PKI-09")}`,
        ]);
    });
});
