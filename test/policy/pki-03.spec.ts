import assert from "node:assert/strict";
import { pki03 } from "../../rules/pki/pki-03/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const certificate = (metadata: JsonObject = {}, spec: JsonObject = {}) =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "linkerd-identity-issuer", namespace: "linkerd", ...metadata },
        spec: {
            secretName: "linkerd-identity-issuer",
            commonName: "identity.linkerd.cluster.local",
            isCA: true,
            usages: ["cert sign", "crl sign", "server auth", "client auth"],
            ...spec,
        },
    });
const OBJECT = 'Certificate "linkerd/linkerd-identity-issuer"';

describe("PKI-03: the identity issuer is a CA certificate where Linkerd looks for it", () => {
    testCases(pki03, [
        {
            title: "allows the identity issuer that Linkerd needs",
            objects: [certificate()],
            findings: [],
        },
        {
            title: "says nothing of other Certificates",
            objects: [
                certificate(
                    { name: "faces", namespace: "emissary" },
                    { secretName: "faces", commonName: "faces.example.com", isCA: false },
                ),
            ],
            findings: [],
        },
        {
            title: "takes control plane namespace and trust domain from the settings",
            objects: [
                certificate({ namespace: "mesh" }, { commonName: "identity.mesh.example.org" }),
            ],
            settings: { controlPlaneNamespace: "mesh", trustDomain: "example.org" },
            findings: [],
        },
        {
            title: "refuses another name, another Secret, another namespace",
            objects: [
                certificate({ name: "issuer" }),
                certificate({}, { secretName: "issuer" }),
                certificate({ namespace: "cert-manager" }),
            ],
            findings: [
                'violation Certificate "linkerd/issuer" metadata.name',
                `violation ${OBJECT} spec.secretName`,
                'violation Certificate "cert-manager/linkerd-identity-issuer" metadata.namespace',
            ],
        },
        {
            title: "refuses another common name, or none",
            objects: [
                certificate({}, { commonName: "linkerd" }),
                certificate({}, { commonName: null }),
            ],
            findings: [
                `violation ${OBJECT} spec.commonName`,
                `violation ${OBJECT} spec.commonName`,
            ],
        },
        {
            title: "refuses what is not a CA",
            objects: [certificate({}, { isCA: false }), certificate({}, { isCA: null })],
            findings: [`violation ${OBJECT} spec.isCA`, `violation ${OBJECT} spec.isCA`],
        },
        {
            title: "refuses a lack of usages",
            objects: [
                certificate({}, { usages: ["cert sign"] }),
                certificate({}, { usages: null }),
            ],
            findings: [`violation ${OBJECT} spec.usages`, `violation ${OBJECT} spec.usages`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                certificate({}, { commonName: UNKNOWN, isCA: false }),
                certificate({}, { usages: ["cert sign", UNKNOWN] }),
            ],
            findings: [
                `undecided ${OBJECT} spec.commonName`,
                `violation ${OBJECT} spec.isCA`,
                `undecided ${OBJECT} spec.usages[1]`,
            ],
        },
        {
            title: "refuses a CA flag that is a text",
            objects: [certificate({}, { isCA: "true" })],
            findings: [`violation ${OBJECT} spec.isCA`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pki03, [certificate({}, { isCA: false })]), [
            `PKI-03: ${OBJECT} is the identity issuer and not a CA, so that it cannot sign identities` +
                " (spec.isCA) — Fix: set it to true",
        ]);
    });
});
