import { mesh06 } from "../../rules/mesh/mesh-06/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { mapping, meshed, service, workload } from "./mesh";
import { kubernetes, namespace, testCases } from "./support";
import { titleOf } from "../support/ruleTexts";

const face = [meshed(), workload(), service()];
const authService = (spec: Record<string, string | boolean>) =>
    kubernetes("getambassador.io/v3alpha1:AuthService", {
        metadata: { name: "auth", namespace: "emissary" },
        spec,
    });

describe(titleOf("MESH-06"), () => {
    testCases(mesh06, [
        {
            title: "allows cleartext, with and without scheme",
            objects: [
                ...face,
                mapping("one", { service: "http://face.faces.svc.cluster.local:80" }),
                mapping("two", { service: "face", tls: false }),
                authService({ auth_service: "face.faces:80" }),
            ],
            findings: [],
        },
        {
            title: "allows TLS to what is outside of the mesh",
            objects: [
                ...face,
                namespace("legacy"),
                mapping("outside", { service: "https://api.example.com" }),
                mapping("legacy", { service: "https://billing.legacy" }),
            ],
            findings: [],
        },
        {
            title: "refuses https to a Service with meshed pods",
            objects: [...face, mapping("face", { service: "https://face" })],
            findings: ['violation Mapping "faces/face" spec.service'],
        },
        {
            title: "refuses tls, and a TLSContext",
            objects: [
                ...face,
                mapping("one", { service: "face", tls: true }),
                mapping("two", { service: "face", tls: "client" }),
            ],
            findings: [
                'violation Mapping "faces/one" spec.tls',
                'violation Mapping "faces/two" spec.tls',
            ],
        },
        {
            title: "refuses it of an AuthService",
            objects: [...face, authService({ auth_service: "https://face.faces:80" })],
            findings: ['violation AuthService "emissary/auth" spec.auth_service'],
        },
        {
            title: "refuses it into a meshed Namespace of which the stack does not show the pods",
            objects: [meshed(), mapping("face", { service: "https://face" })],
            findings: ['violation Mapping "faces/face" spec.service'],
        },
        {
            title: "leaves undecided an unknown service, and unknown tls to what is meshed",
            objects: [
                ...face,
                mapping("one", { service: UNKNOWN }),
                mapping("two", { service: "face", tls: UNKNOWN }),
                mapping("three", { service: "outside.example", tls: UNKNOWN }),
            ],
            findings: [
                'undecided Mapping "faces/one" spec.service',
                'undecided Mapping "faces/two" spec.tls',
            ],
        },
        {
            title: "leaves undecided TLS to pods that may be meshed",
            objects: [
                namespace("faces", { "linkerd.io/inject": UNKNOWN }),
                workload(),
                service(),
                mapping("face", { service: "https://face" }),
            ],
            findings: ['undecided Mapping "faces/face" metadata.annotations["linkerd.io/inject"]'],
        },
        {
            title: "refuses a service that is no text",
            objects: [mapping("face", { service: 80 })],
            findings: ['violation Mapping "faces/face" spec.service'],
        },
    ]);
});
