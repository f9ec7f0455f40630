import assert from "node:assert/strict";
import { authz16 } from "../../rules/authz/authz-16/rule";
import { UNKNOWN } from "../../rules/reading/read";
import {
    authorization,
    identityOf,
    linkerd,
    mapping,
    meshed,
    pod,
    release,
    route,
    server,
    service,
    workload,
} from "./mesh";
import { inEveryKind, lines, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const emissary = identityOf("emissary", "emissary-ingress", "emissary");
const face = [meshed(), workload(), service(), server(), emissary];
const allowed = authorization("allowed", "Server/face", "MeshTLSAuthentication/emissary");
const center = [
    route("center", "Server/face", "/center"),
    authorization("center", "HTTPRoute/center", "MeshTLSAuthentication/emissary"),
];
const FAULT = 'Mapping "faces/face" spec.service';
const toFace = mapping("face", { service: "http://face:80" });

describe("AUTHZ-16: every Mapping leads to what the ingress may call", () => {
    testCases(authz16, [
        {
            title: "allows a Mapping whose ingress the Server lets in",
            objects: [...face, allowed, toFace],
            findings: [],
        },
        {
            title: "allows one that leads to some requests that the ingress may make",
            objects: [
                ...face,
                ...center,
                toFace,
                mapping("center", { service: "face", rewrite: "/center/" }),
            ],
            findings: [],
        },
        {
            title: "allows a Service with several workloads of which the ingress may call one",
            objects: [
                ...face,
                workload("canary", {
                    labels: { app: "face", canary: "yes" },
                    ports: [{ name: "http", containerPort: 9000 }],
                }),
                server("canary", { podSelector: { matchLabels: { canary: "yes" } }, port: 9000 }),
                authorization("canary", "Server/canary", "MeshTLSAuthentication/emissary"),
                toFace,
            ],
            findings: [],
        },
        {
            title: "leaves alone what the stack does not show",
            objects: [
                release("linkerd-viz", {}, "linkerd-viz"),
                mapping("viz", { service: "http://web.linkerd-viz.svc.cluster.local:8084" }),
                mapping("outside", { service: "https://api.example.com" }),
                service("unseen"),
                mapping("unseen", { service: "unseen" }),
            ],
            findings: [],
        },
        {
            title: "takes the ingress from the settings",
            objects: [...face, allowed, toFace],
            settings: { ingress: { namespace: "edge", name: "gateway" } },
            findings: [`violation ${FAULT}`],
        },
        {
            title: "refuses a Mapping to what the ingress may not call",
            objects: [...face, toFace],
            findings: [`violation ${FAULT}`],
        },
        {
            title: "refuses one that leads below other paths than the ingress may call",
            objects: [...face, ...center, mapping("face", { service: "face", rewrite: "/admin/" })],
            findings: [`violation ${FAULT}`],
        },
        {
            title: "refuses one whose workload only answers probes",
            objects: [
                meshed(),
                workload("face", {
                    container: { readinessProbe: { httpGet: { path: "/ready", port: "http" } } },
                }),
                service(),
                server(),
                toFace,
            ],
            findings: [`violation ${FAULT}`],
        },
        {
            title: "refuses a Service, and a port, that is not there",
            objects: [
                ...face,
                allowed,
                mapping("face", { service: "fase" }),
                mapping("face", { service: "face:8000" }),
                mapping("face", { service: ":" }),
            ],
            findings: [1, 2, 3].map(() => `violation ${FAULT}`),
        },
        {
            title: "leaves undecided an unknown service, port or policy",
            objects: [
                ...face.slice(0, 2),
                service("face", { ports: UNKNOWN }),
                mapping("one", { service: UNKNOWN }),
                toFace,
            ],
            findings: [
                'undecided Mapping "faces/one" spec.service',
                'undecided Mapping "faces/face" spec.ports',
            ],
        },
        {
            title: "leaves undecided while a policy is unknown",
            objects: [
                ...face,
                linkerd("v1alpha1:AuthorizationPolicy", "allowed", { spec: UNKNOWN }),
                toFace,
            ],
            findings: ['undecided Mapping "faces/face" spec'],
        },
        {
            title: "refuses a service that is no text",
            objects: [mapping("face", { service: 80 })],
            findings: [`violation ${FAULT}`],
        },
    ]);

    for (const { kind, workload: made } of inEveryKind(pod())) {
        it(`refuses it for the pods of a ${kind.split(":")[1] ?? ""}`, () => {
            assert.deepEqual(summarize(authz16, [meshed(), made, service(), server(), toFace]), [
                `violation ${FAULT}`,
            ]);
        });
    }

    it("says where it leads", () => {
        assert.deepEqual(lines(authz16, [...face, toFace]), [
            `AUTHZ-16: Mapping "faces/face" leads to port 8000 of Deployment "faces/face", where the ingress may call nothing below / (spec.service) — Fix: ${remedyOf("AUTHZ-16")}`,
        ]);
    });
});
