import assert from "node:assert/strict";
import { ing01 } from "../../rules/ing/ing-01/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";

const metadata = { name: "faces", namespace: "emissary" };
const host = (action: Json) =>
    kubernetes("getambassador.io/v3alpha1:Host", {
        metadata,
        spec: { hostname: "faces.example.com", requestPolicy: { insecure: { action } } },
    });
const listener = (securityModel: Json, more: JsonObject = { protocol: "HTTP" }) =>
    kubernetes("getambassador.io/v3alpha1:Listener", {
        metadata,
        spec: { port: 8080, securityModel, ...more },
    });
const ingress = (tls: Json, type = "networking.k8s.io/v1:Ingress") =>
    kubernetes(type, { metadata, spec: { tls, rules: [{ host: "faces.example.com" }] } });
const ACTION = "spec.requestPolicy.insecure.action";

describe("ING-01: cleartext HTTP is redirected or refused", () => {
    testCases(ing01, [
        {
            title: "allows a Host that redirects, rejects, or leaves the default, which redirects",
            objects: [host("Redirect"), host("Reject"), host(null)],
            findings: [],
        },
        {
            title: "refuses a Host that routes, or does what Emissary does not know",
            objects: [host("Route"), host("redirect")],
            findings: [
                `violation Host "emissary/faces" ${ACTION}`,
                `violation Host "emissary/faces" ${ACTION}`,
            ],
        },
        {
            title: "allows a Listener that looks at each request",
            objects: [listener("XFP"), listener("INSECURE")],
            findings: [],
        },
        ...["HTTPS", "HTTPSPROXY", "TLS"].map((protocol) => ({
            title: `allows a Listener to take for secure what it decrypts as ${protocol}`,
            objects: [listener("SECURE", { protocol })],
            findings: [],
        })),
        ...["HTTP", "HTTPPROXY", "TCP"].map((protocol) => ({
            title: `refuses a Listener that takes ${protocol} for secure`,
            objects: [listener("SECURE", { protocol })],
            findings: ['violation Listener "emissary/faces" spec.securityModel'],
        })),
        {
            title: "allows a Listener to take for secure what its stack decrypts",
            objects: [listener("SECURE", { protocolStack: ["TLS", "HTTP", "TCP"] })],
            findings: [],
        },
        {
            title: "refuses a Listener that takes cleartext for secure",
            objects: [
                listener("SECURE"),
                listener("SECURE", { protocolStack: ["HTTP", "TCP"] }),
                listener(true),
            ],
            findings: [
                'violation Listener "emissary/faces" spec.securityModel',
                'violation Listener "emissary/faces" spec.securityModel',
                'violation Listener "emissary/faces" spec.securityModel',
            ],
        },
        {
            title: "leaves undecided a Listener of which model or protocol is not known",
            objects: [
                listener(UNKNOWN),
                listener("SECURE", { protocol: UNKNOWN }),
                listener("XFP", { protocol: UNKNOWN }),
            ],
            findings: [
                'undecided Listener "emissary/faces" spec.securityModel',
                'undecided Listener "emissary/faces" spec.protocol',
            ],
        },
        {
            title: "allows an Ingress with TLS",
            objects: [ingress([{ hosts: ["faces.example.com"], secretName: "faces" }])],
            findings: [],
        },
        {
            title: "refuses an Ingress without TLS, of today's group and of the old one",
            objects: [ingress(null), ingress([]), ingress(null, "extensions/v1beta1:Ingress")],
            findings: [
                'violation Ingress "emissary/faces" spec.tls',
                'violation Ingress "emissary/faces" spec.tls',
                'violation Ingress "emissary/faces" spec.tls',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [host(UNKNOWN), ingress(UNKNOWN), host("Route")],
            findings: [
                `undecided Host "emissary/faces" ${ACTION}`,
                'undecided Ingress "emissary/faces" spec.tls',
                `violation Host "emissary/faces" ${ACTION}`,
            ],
        },
        {
            title: "refuses TLS that is not a list",
            objects: [ingress(true)],
            findings: ['violation Ingress "emissary/faces" spec.tls'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing01, [host("Route")]), [
            `ING-01: Host "emissary/faces" answers cleartext requests with "Route" (${ACTION}) — Fix: set it to Redirect or Reject`,
        ]);
    });
});
