import { authz12 } from "../../rules/authz/authz-12/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { authorization, identityOf, release, route, server } from "./mesh";
import { kubernetes, testCases } from "./support";

const gui = identityOf("gui", "gui");
const ofService = (rule: JsonObject, annotations: JsonObject = {}) =>
    kubernetes("policy.linkerd.io/v1beta3:HTTPRoute", {
        metadata: { name: "cells", namespace: "faces", annotations },
        spec: {
            parentRefs: [{ group: "core", kind: "Service", name: "face", port: 80 }],
            rules: [rule],
        },
    });
const cells = [{ path: { type: "PathPrefix", value: "/cell/" } }];
const ROUTE = 'HTTPRoute "faces/cells" spec.parentRefs';

describe("AUTHZ-12: a route that restricts callers belongs to a Server and has a policy", () => {
    testCases(authz12, [
        {
            title: "allows a route of a Server with a policy of its own, of its Server, or of its Namespace",
            objects: [
                server(),
                server("color"),
                gui,
                route("cells", "Server/face", "/cell/"),
                route("other", "Server/color", "/cell/"),
                authorization("one", "HTTPRoute/cells", "MeshTLSAuthentication/gui"),
                authorization("two", "Server/color", "MeshTLSAuthentication/gui"),
            ],
            findings: [],
        },
        {
            title: "allows a route of a Server that is only tried out",
            objects: [
                server("face", { accessPolicy: "audit" }),
                route("cells", "Server/face", "/cell/"),
            ],
            findings: [],
        },
        {
            title: "allows routes of Services that route: elsewhere, everything, with times or retries",
            objects: [
                ofService({ matches: cells, backendRefs: [{ name: "face-v2" }] }),
                ofService({ matches: cells, backendRefs: [{ name: "face" }, { name: "face-v2" }] }),
                ofService({ backendRefs: [{ name: "face" }] }),
                ofService({ matches: [{ path: { value: "/" } }] }),
                ofService({ matches: cells, timeouts: { request: "1s" } }),
                ofService({ matches: cells, filters: [{ type: "RequestHeaderModifier" }] }),
                ofService({ matches: cells }, { "retry.linkerd.io/http": "5xx" }),
            ],
            findings: [],
        },
        {
            title: "leaves alone a policy that a release may bring, and Gateways",
            objects: [
                release("shop"),
                server(),
                route("cells", "Server/face", "/cell/"),
                kubernetes("gateway.networking.k8s.io/v1:HTTPRoute", {
                    metadata: { name: "public" },
                    spec: { parentRefs: [{ name: "gateway" }] },
                }),
            ],
            findings: [],
        },
        {
            title: "refuses a route of a Server that nobody is authorized for",
            objects: [server(), route("cells", "Server/face", "/cell/")],
            findings: [`violation ${ROUTE}[0]`],
        },
        {
            title: "refuses a policy for a route of a Service",
            objects: [
                gui,
                route("cells", "Service/face", "/cell/"),
                authorization("one", "HTTPRoute/cells", "MeshTLSAuthentication/gui"),
            ],
            findings: [`violation ${ROUTE}`],
        },
        {
            title: "refuses a route that only narrows its own Service, as the book's does",
            objects: [
                ofService({ matches: cells }),
                ofService({ matches: cells, backendRefs: [{ name: "face", port: 80 }] }),
                ofService({ matches: [{ method: "GET" }] }),
            ],
            findings: [1, 2, 3].map(() => `violation ${ROUTE}`),
        },
        {
            title: "leaves undecided unknown parents, and a policy whose target is unknown",
            objects: [
                server(),
                kubernetes("gateway.networking.k8s.io/v1:GRPCRoute", {
                    metadata: { name: "rpc", namespace: "faces" },
                    spec: { parentRefs: UNKNOWN },
                }),
                route("cells", "Server/face", "/cell/"),
                kubernetes("policy.linkerd.io/v1alpha1:AuthorizationPolicy", {
                    metadata: { name: "one", namespace: "faces" },
                    spec: {
                        targetRef: { group: "policy.linkerd.io", kind: "Server", name: UNKNOWN },
                    },
                }),
            ],
            findings: [
                'undecided HTTPRoute "faces/cells" spec.targetRef.name',
                'undecided GRPCRoute "faces/rpc" spec.parentRefs',
            ],
        },
        {
            title: "refuses parents that are no list",
            objects: [
                kubernetes("gateway.networking.k8s.io/v1:HTTPRoute", {
                    metadata: { name: "cells", namespace: "faces" },
                    spec: { parentRefs: "face" },
                }),
            ],
            findings: [`violation ${ROUTE}`],
        },
    ]);
});
