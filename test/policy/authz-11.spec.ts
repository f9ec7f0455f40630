import assert from "node:assert/strict";
import { authz11 } from "../../rules/authz/authz-11/rule";
import { UNKNOWN } from "../../rules/reading/read";
import {
    adminServer,
    authorization,
    identityOf,
    linkerd,
    meshed,
    network,
    pod,
    route,
    server,
    workload,
} from "./mesh";
import { inEveryKind, lines, summarize, testCases } from "./support";

const probe = { readinessProbe: { httpGet: { path: "/ready", port: "http" } } };
const face = [meshed(), workload("face", { container: probe }), server()];
const center = [
    route("center", "Server/face", "/center"),
    identityOf("gui", "gui"),
    authorization("center", "HTTPRoute/center", "MeshTLSAuthentication/gui"),
];
const ready = [
    route("ready", "Server/face", "GET =/ready"),
    network("kubelet", "10.42.0.0/16"),
    authorization("ready", "HTTPRoute/ready", "NetworkAuthentication/kubelet"),
];
const SERVER = 'Server "faces/face"';

describe("AUTHZ-11: probes of a Server with routes are authorized", () => {
    testCases(authz11, [
        {
            title: "allows a Server without routes, which Linkerd lets probe",
            objects: face,
            findings: [],
        },
        {
            title: "allows a route for the probe that is authorized by address",
            objects: [...face, ...center, ...ready],
            findings: [],
        },
        {
            title: "allows pods without probes, and without a proxy",
            objects: [
                meshed(),
                workload("face"),
                workload("other", {
                    labels: { app: "face" },
                    container: probe,
                    annotations: { "linkerd.io/inject": "disabled" },
                }),
                server(),
                ...center,
            ],
            findings: [],
        },
        {
            title: "refuses routes that cut off the probe",
            objects: [...face, ...center],
            findings: [`violation ${SERVER} spec.port`],
        },
        {
            title: "refuses a route for the probe that nobody is authorized for",
            objects: [...face, ...center, route("ready", "Server/face", "GET =/ready")],
            findings: [`violation ${SERVER} spec.port`],
        },
        {
            title: "refuses a route for another path than the probe's",
            objects: [
                ...face,
                ...center,
                route("ready", "Server/face", "GET =/healthz"),
                ...ready.slice(1),
            ],
            findings: [`violation ${SERVER} spec.port`],
        },
        {
            title: "refuses routes for metrics that cut off the proxies' own probes",
            objects: [
                ...face.slice(0, 2),
                adminServer(),
                route("metrics", "Server/linkerd-admin", "GET =/metrics"),
            ],
            findings: [1, 2].map(() => 'violation Server "faces/linkerd-admin" spec.port'),
        },
        {
            title: "leaves undecided while a policy or a route is unknown",
            objects: [
                ...face,
                ...center,
                linkerd("v1alpha1:AuthorizationPolicy", "ready", {
                    spec: { targetRef: UNKNOWN, requiredAuthenticationRefs: [] },
                }),
            ],
            findings: [`undecided ${SERVER} spec.targetRef`],
        },
        {
            title: "leaves undecided unknown probes",
            objects: [
                meshed(),
                workload("face", { container: { readinessProbe: UNKNOWN } }),
                server(),
                ...center,
            ],
            findings: [`undecided ${SERVER} spec.template.spec.containers[0].readinessProbe`],
        },
        {
            title: "refuses a port that is none",
            objects: [server("face", { port: {} })],
            findings: [`violation ${SERVER} spec.port`],
        },
    ]);

    for (const { kind, workload: made } of inEveryKind(pod("face", { container: probe }))) {
        it(`refuses it for the pods of a ${kind.split(":")[1] ?? ""}`, () => {
            assert.deepEqual(summarize(authz11, [meshed(), made, server(), ...center]), [
                `violation ${SERVER} spec.port`,
            ]);
        });
    }

    it("names the probe and its pods", () => {
        assert.match(
            lines(authz11, [...face, ...center])[0] ?? "",
            /Server "faces\/face" has routes, and none lets the kubelet probe GET \/ready of Deployment "face"/,
        );
    });
});
