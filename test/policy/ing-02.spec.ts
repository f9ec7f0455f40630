import assert from "node:assert/strict";
import { ing02 } from "../../rules/ing/ing-02/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const certificate = (secretName: Json, namespace: Json = "emissary") =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace },
        spec: { secretName },
    });
const host = (spec: JsonObject) =>
    kubernetes("getambassador.io/v3alpha1:Host", {
        metadata: { name: "faces", namespace: "emissary" },
        spec: { hostname: "faces.example.com", ...spec },
    });
const insecure = (action: Json) => ({ requestPolicy: { insecure: { action } } });
const reading = (name: Json) => host({ tlsSecret: { name } });
const ingress = (hosts: readonly Json[], tls: Json) =>
    kubernetes("networking.k8s.io/v1:Ingress", {
        metadata: { name: "faces", namespace: "emissary" },
        spec: { tls, rules: hosts.map((each) => ({ host: each })) },
    });
const SECRET = 'Host "emissary/faces" spec.tlsSecret.name';

describe("ING-02: every Host has a TLS Secret that is filled", () => {
    testCases(ing02, [
        {
            title: "allows a Secret that a Certificate fills, or that the stack makes itself",
            objects: [
                certificate("faces-tls"),
                reading("faces-tls"),
                kubernetes("core/v1:Secret", {
                    metadata: { name: "bought", namespace: "emissary" },
                }),
                reading("bought"),
            ],
            findings: [],
        },
        {
            title: "allows a TLSContext instead",
            objects: [host({ tlsContext: { name: "faces" } })],
            findings: [],
        },
        {
            title: "allows a Host without a Secret that serves nobody, and only such a one",
            objects: [
                host({ hostname: "refused.invalid", ...insecure("Reject") }),
                host({ hostname: "refused.invalid", ...insecure("Redirect") }),
                host({ hostname: "*.invalid", ...insecure("Reject") }),
                host(insecure("Reject")),
            ],
            findings: [`violation ${SECRET}`, `violation ${SECRET}`, `violation ${SECRET}`],
        },
        {
            title: "refuses a Host without a Secret",
            objects: [host({}), host({ tlsSecret: {} }), reading("")],
            findings: [`violation ${SECRET}`, `violation ${SECRET}`, `violation ${SECRET}`],
        },
        {
            title: "refuses a Secret that none of the namespace's Certificates fills",
            objects: [
                certificate("faces-tls"),
                reading("faces-tsl"),
                ingress(["a.example.com"], [{ secretName: "a-tls", hosts: ["a.example.com"] }]),
            ],
            findings: [
                `violation ${SECRET}`,
                'violation Ingress "emissary/faces" spec.tls[0].secretName',
            ],
        },
        {
            title: "leaves alone a namespace whose Certificates are made elsewhere",
            objects: [reading("faces-tls"), certificate("other", "shop")],
            findings: [],
        },
        {
            title: "leaves to PKI-13 a Certificate in another namespace",
            objects: [reading("faces-tls"), certificate("faces-tls", "shop"), certificate("other")],
            findings: [],
        },
        {
            title: "allows an Ingress with TLS for each host, by wildcard, or for all of them",
            objects: [
                ingress(["a.example.com"], [{ hosts: ["a.example.com"] }]),
                ingress(["a.example.com"], [{ hosts: ["*.example.com"] }]),
                ingress(["a.example.com"], [{ secretName: "tls" }, { hosts: ["b.example.com"] }]),
            ],
            findings: [],
        },
        {
            title: "refuses an Ingress that serves a host without TLS beside one with it",
            objects: [ingress(["a.example.com", "b.example.com"], [{ hosts: ["a.example.com"] }])],
            findings: ['violation Ingress "emissary/faces" spec.rules[1].host'],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                reading(UNKNOWN),
                certificate(UNKNOWN),
                reading("faces-tls"),
                ingress(["a.example.com"], [{ hosts: [UNKNOWN] }]),
                host({}),
            ],
            findings: [
                `undecided ${SECRET}`,
                `violation ${SECRET}`,
                'undecided Host "emissary/faces" spec.secretName',
                'undecided Ingress "emissary/faces" spec.tls[0].hosts[0]',
            ],
        },
        {
            title: "refuses a text where an object belongs",
            objects: [host({ tlsSecret: "faces-tls" })],
            findings: ['violation Host "emissary/faces" spec.tlsSecret'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing02, [certificate("faces-tls"), reading("faces-tsl")]), [
            'ING-02: Host "emissary/faces" reads Secret "faces-tsl", which no Certificate of namespace emissary fills' +
                ` (spec.tlsSecret.name) — Fix: ${remedyOf("ING-02")}`,
        ]);
    });
});
