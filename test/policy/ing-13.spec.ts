import assert from "node:assert/strict";
import { ing13 } from "../../rules/ing/ing-13/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases, testEveryKind } from "./support";
import { remedyOf, titleOf } from "../support/ruleTexts";

const release = (changes: JsonObject = {}) =>
    kubernetes("helm.sh/v3:Release", {
        chart: "oci://ghcr.io/emissary-ingress/emissary-ingress",
        name: "emissary-ingress",
        namespace: "emissary",
        ...changes,
    });
const host = (spec: JsonObject, namespace: Json = "emissary") =>
    kubernetes("getambassador.io/v3alpha1:Host", {
        metadata: { name: "faces", namespace },
        spec: { hostname: "faces.example.com", ...spec },
    });
const withSecret = host({ tlsSecret: { name: "faces-tls" } });
const insecure = (action: Json) => ({ requestPolicy: { insecure: { action } } });
const refusing = host({ hostname: "cleartext-refused.invalid", ...insecure("Reject") });
const certificate = (secretName: Json, namespace: Json = "emissary") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "fallback", namespace },
        spec: { secretName },
    });
const secret = (namespace: Json) =>
    kubernetes("core/v1:Secret", { metadata: { name: "fallback-self-signed-cert", namespace } });
const RELEASE = 'Release "emissary/emissary-ingress"';
const pod = (image: string) => ({ spec: { containers: [{ name: "main", image }] } });

describe(titleOf("ING-13"), () => {
    testCases(ing13, [
        {
            title: "allows a Host that needs no Secret, and rejects or redirects cleartext",
            objects: [release(), withSecret, refusing],
            findings: [],
        },
        {
            title: "allows one that says nothing of cleartext, which Emissary then redirects",
            objects: [release(), host({ hostname: "nobody.invalid" })],
            findings: [],
        },
        {
            title: "allows a fallback certificate beside Emissary, issued or made otherwise",
            objects: [release(), certificate("fallback-self-signed-cert")],
            findings: [],
        },
        {
            title: "allows the fallback certificate's Secret itself",
            objects: [release(), secret("emissary")],
            findings: [],
        },
        {
            title: "refuses Emissary where each Host needs a Secret, or there is none",
            objects: [release(), withSecret],
            findings: [`violation ${RELEASE} chart`],
        },
        {
            title: "refuses it where that Host is another Emissary's",
            objects: [release(), host({ ...insecure("Reject"), ambassador_id: ["other"] })],
            findings: [`violation ${RELEASE} chart`],
        },
        {
            title: "allows the Host of an Emissary with an id",
            objects: [
                release({ values: { env: { AMBASSADOR_ID: "other" } } }),
                host({ ...insecure("Reject"), ambassador_id: ["other"] }),
            ],
            findings: [],
        },
        {
            title: "refuses it where that Host needs a TLSContext",
            objects: [release(), host({ ...insecure("Reject"), tlsContext: { name: "web" } })],
            findings: [`violation ${RELEASE} chart`],
        },
        {
            title: "refuses it where the Host without a Secret serves cleartext itself",
            objects: [release(), host(insecure("Route"))],
            findings: [`violation ${RELEASE} chart`],
        },
        {
            title: "refuses it where the fallback certificate is in another namespace",
            objects: [release(), certificate("fallback-self-signed-cert", "shop"), secret("shop")],
            findings: [`violation ${RELEASE} chart`],
        },
        {
            title: "refuses it where Emissary does not look into the namespace of that Host",
            objects: [
                release({ values: { scope: { singleNamespace: true } } }),
                host(insecure("Reject"), "shop"),
            ],
            findings: [`violation ${RELEASE} chart`],
        },
        {
            title: "allows that Host where Emissary looks everywhere",
            objects: [release(), host(insecure("Reject"), "shop")],
            findings: [],
        },
        {
            title: "says nothing of Hosts whose Emissary another stack installs",
            objects: [withSecret],
            findings: [],
        },
        {
            title: "does not say it again of what a release was rendered to",
            objects: [
                release(),
                {
                    ...kubernetes("apps/v1:Deployment", {
                        metadata: { name: "emissary-ingress", namespace: "emissary" },
                        spec: { template: pod("ghcr.io/emissary-ingress/emissary:4.1.0") },
                    }),
                    renderedFrom: "emissary-ingress",
                },
            ],
            findings: [`violation ${RELEASE} chart`],
        },
        {
            title: "leaves undecided what hangs on an unknown Secret",
            objects: [release(), host({ tlsSecret: { name: UNKNOWN } })],
            findings: [`undecided ${RELEASE} spec.tlsSecret.name`],
        },
        {
            title: "leaves undecided what hangs on an unknown action",
            objects: [release(), host(insecure(UNKNOWN))],
            findings: [`undecided ${RELEASE} spec.requestPolicy.insecure.action`],
        },
        {
            title: "leaves undecided what hangs on an unknown Certificate",
            objects: [release(), certificate(UNKNOWN), withSecret],
            findings: [`undecided ${RELEASE} spec.secretName`],
        },
        {
            title: "leaves undecided what hangs on where Emissary is",
            objects: [release({ namespace: UNKNOWN }), certificate("fallback-self-signed-cert")],
            findings: ['undecided Release "?/emissary-ingress" namespace'],
        },
    ]);

    testEveryKind(ing13, {
        allowed: pod("ghcr.io/example/emissary:1.0.0"),
        refused: pod("ghcr.io/emissary-ingress/emissary:4.1.0"),
        fault: "spec.containers[0].image",
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing13, [release(), withSecret]), [
            `ING-13: ${RELEASE} serves every Mapping in cleartext, passwords included, as long as the TLS Secrets of all Hosts are missing` +
                ` (chart) — Fix: ${remedyOf("ING-13")}`,
        ]);
    });
});
