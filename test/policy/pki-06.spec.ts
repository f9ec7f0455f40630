import assert from "node:assert/strict";
import { pki06 } from "../../rules/pki/pki-06/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const certificate = (privateKey: Json) =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace: "emissary" },
        spec: { privateKey },
    });
const FAULT = 'Certificate "emissary/faces" spec.privateKey.rotationPolicy';

describe("PKI-06: every renewal makes a new private key, and says so", () => {
    testCases(pki06, [
        {
            title: "allows Always",
            objects: [certificate({ rotationPolicy: "Always" })],
            findings: [],
        },
        {
            title: "refuses Never, and to leave it to a version's default",
            objects: [
                certificate({ rotationPolicy: "Never" }),
                certificate({ algorithm: "ECDSA" }),
                certificate(null),
            ],
            findings: [`violation ${FAULT}`, `violation ${FAULT}`, `violation ${FAULT}`],
        },
        {
            title: "leaves undecided what is not known yet",
            objects: [certificate({ rotationPolicy: UNKNOWN })],
            findings: [`undecided ${FAULT}`],
        },
        {
            title: "refuses what is no text",
            objects: [certificate({ rotationPolicy: true })],
            findings: [`violation ${FAULT}`],
        },
    ]);

    it("is mandatory in production only", () => {
        assert.equal(pki06.level, "mandatory in production");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki06, [certificate({})]), [
            'PKI-06: Certificate "emissary/faces" leaves it to cert-manager\'s version whether renewals make a new private key' +
                ` (spec.privateKey.rotationPolicy) — Fix: ${remedyOf("PKI-06")}`,
        ]);
    });
});
