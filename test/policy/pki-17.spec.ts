import assert from "node:assert/strict";
import { pki17 } from "../../rules/pki/pki-17/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases, withOptions } from "./support";
import { remedyOf } from "../support/ruleTexts";

const plain = (annotations: Json, secretName = "faces-tls") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace: "emissary", annotations },
        spec: { secretName },
    });
const certificate = (annotations: Json, secretName?: string) =>
    withOptions(plain(annotations, secretName), {});
const host = kubernetes("getambassador.io/v3alpha1:Host", {
    metadata: { name: "faces", namespace: "emissary" },
    spec: { hostname: "faces.example.com", tlsSecret: { name: "faces-tls" } },
});
const WAIT = 'Certificate "emissary/faces" metadata.annotations["pulumi.com/waitFor"]';

describe("PKI-17: an update waits until the ingress' certificate is issued", () => {
    testCases(pki17, [
        {
            title: "allows a Certificate that is waited for, by one condition or several",
            objects: [
                host,
                certificate({ "pulumi.com/waitFor": "condition=Ready" }),
                certificate({ "pulumi.com/waitFor": '["condition=Ready","condition=Issued"]' }),
            ],
            findings: [],
        },
        {
            title: "refuses one that is not waited for, or for something else",
            objects: [
                host,
                certificate({}),
                certificate({ "pulumi.com/waitFor": "condition=ReadyToIssue" }),
            ],
            findings: [`violation ${WAIT}`, `violation ${WAIT}`],
        },
        {
            title: "says nothing of a Certificate that no Host reads, nor of a manifest",
            objects: [host, certificate({}, "other"), plain({})],
            findings: [],
        },
        {
            title: "leaves undecided what hangs on an unknown annotation",
            objects: [host, certificate({ "pulumi.com/waitFor": UNKNOWN })],
            findings: [`undecided ${WAIT}`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki17, [host, certificate({})]), [
            'PKI-17: Certificate "emissary/faces" is not waited for, so that an update ends well though it is never issued' +
                ` (metadata.annotations["pulumi.com/waitFor"]) — Fix: ${remedyOf("PKI-17")}`,
        ]);
    });
});
