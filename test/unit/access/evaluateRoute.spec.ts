import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases } from "./cases";
import {
    authorization,
    denied,
    grpcRoute,
    identity,
    json,
    meshTls,
    question,
    route,
    rule,
    server,
} from "./manifests";
import { index } from "./sources";

describeCases("Of routes, the evaluator", [
    {
        it: "answers not-found where a Server has routes and none matches",
        source: "linkerd2-proxy linkerd/app/inbound/src/policy/http.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("face", [rule("/face/*")]),
        ],
        verdicts: [
            [question("web/ui", "GET /face"), "allow"],
            [question("web/ui", "GET /face/center/"), "allow"],
            [question("web/ui", "GET /facet"), "not-found"],
            [question("web/ui", "GET /"), "not-found"],
        ],
    },
    {
        it: "applies policies for a route to its requests only, and the Server's to all",
        source: index,
        objects: [
            ...denied,
            server("http"),
            route("face", [rule("/face/*")]),
            route("rest", [rule("/*")]),
            meshTls("ui", { identities: [identity("ui.web")] }),
            meshTls("admin", { identities: [identity("admin.web")] }),
            authorization("ui", "HTTPRoute/face", "MeshTLSAuthentication/ui"),
            authorization("admin", "Server/http", "MeshTLSAuthentication/admin"),
        ],
        verdicts: [
            [question("web/ui", "GET /face/"), "allow"],
            [question("web/ui", "GET /other"), "deny"],
            [question("web/admin", "GET /other"), "allow"],
            [question("web/admin", "GET /face/"), "allow"],
        ],
    },
    {
        it: "takes routes of policy.linkerd.io as well",
        source: index,
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("face", [rule("GET /face")], { group: "policy.linkerd.io" }),
        ],
        verdicts: [
            [question("web/ui", "GET /face"), "allow"],
            [question("web/ui", "POST /face"), "not-found"],
        ],
    },
    {
        it: "applies a policy for a route only to the route of its group",
        source: `${index}, route_client_authzs`,
        objects: [
            ...denied,
            server("http"),
            route("face", [rule("/face")], { group: "policy.linkerd.io" }),
            authorization("face", "HTTPRoute/face"),
        ],
        verdicts: [[question("web/ui", "GET /face"), "deny"]],
    },
    {
        it: "attaches no route that refers to a Server of another namespace, by port or by section",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/routes.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            ...[{ namespace: "web" }, { port: 8000 }, { sectionName: "x" }].map((part, number) =>
                route(`r${number}`, [rule("/only")], {
                    parents: [
                        { group: "policy.linkerd.io", kind: "Server", name: "http" },
                        { group: "policy.linkerd.io", kind: "Server", name: "other", ...part },
                    ],
                }),
            ),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "takes a policy.linkerd.io parent without group for one of its own group, as its CRD says",
        source: "linkerd2 charts/linkerd-crds/templates/policy/httproute.yaml, parentRefs.group",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            server("grpc", { port: 9000, accessPolicy: "audit" }),
            route("own", [rule("/only")], {
                group: "policy.linkerd.io",
                parents: [{ kind: "Server", name: "http" }],
            }),
            route("gateway", [rule("/only")], { parents: [{ kind: "Server", name: "grpc" }] }),
        ],
        verdicts: [
            [question("web/ui"), "not-found"],
            [question("web/ui", "GET /", "shop/cart", 9000), "allow"],
        ],
    },
    ...["policy.linkerd.io", "gateway.networking.k8s.io"].map((group) => ({
        it: `gives a ${group} route without rules one for everything, but none where the list is empty`,
        source: "linkerd2 charts/linkerd-crds/templates, rules.default of HTTPRoutes",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            server("grpc", { port: 9000, accessPolicy: "audit" }),
            route("everything", undefined, { group }),
            route("nothing", [], {
                group,
                parents: [{ group: "policy.linkerd.io", kind: "Server", name: "grpc" }],
            }),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "not-found"],
        ] as [Question, string][],
    })),
    {
        it: "gives a route with a Service as its parent no say",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/routes.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("outbound", [rule("/only")], {
                parents: [{ group: "core", kind: "Service", name: "http" }],
            }),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "ignores a route with a filter that Linkerd does not support",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/index/http.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("mirror", [
                { ...rule("/only"), filters: [{ type: "URLRewrite", urlRewrite: {} }] },
            ]),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "takes a redirect and changed headers for filters of a route that holds",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/index/http.rs, try_gateway_filter",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("moved", [
                {
                    ...rule("/only"),
                    filters: [
                        { type: "RequestRedirect", requestRedirect: { port: 80 } },
                        { type: "ResponseHeaderModifier", responseHeaderModifier: {} },
                    ],
                },
            ]),
        ],
        verdicts: [
            [question("web/ui", "GET /only"), "allow"],
            [question("web/ui", "GET /other"), "not-found"],
        ],
    },
    ...[
        [{ replaceFullPath: "/x" }, "not-found"],
        [{ replacePrefixMatch: "/" }, "not-found"],
        [{ replaceFullPath: "x" }, "allow"],
        [{ replacePrefixMatch: "" }, "allow"],
        [{}, "allow"],
    ].map(([path, verdict]) => ({
        it: `${verdict === "allow" ? "ignores" : "attaches"} a route that redirects to ${JSON.stringify(path)}`,
        source: "linkerd2 policy-controller/k8s/index/src/routes/http.rs, path_modifier",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("moved", [
                {
                    ...rule("/only"),
                    filters: [{ type: "RequestRedirect", requestRedirect: { path } }],
                },
            ]),
        ],
        verdicts: { "web/ui": verdict as string },
    })),
    {
        it: "attaches a GRPCRoute by its status, in which only the Server's name counts",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/routes.rs, accepted_by_server",
        objects: [
            ...denied,
            server("http", { proxyProtocol: "gRPC", accessPolicy: "audit" }),
            grpcRoute("cart", [{ matches: [{ method: { service: "shop.Cart" } }] }], "elsewhere"),
        ],
        verdicts: [
            [question("web/ui", "POST /shop.Cart/Get"), "allow"],
            [question("web/ui", "POST /shop.Other/Get"), "not-found"],
        ],
    },
    {
        it: "accepts no HTTPRoute beside a GRPCRoute, even one of another namespace",
        source: "linkerd2 policy-controller/k8s/status/src/index.rs, parent_has_conflicting_routes",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("face", [rule("/face")]),
            json({
                apiVersion: "gateway.networking.k8s.io/v1",
                kind: "GRPCRoute",
                metadata: { name: "far", namespace: "web" },
                spec: {
                    parentRefs: [
                        {
                            group: "policy.linkerd.io",
                            kind: "Server",
                            name: "http",
                            namespace: "shop",
                        },
                    ],
                },
            }),
        ],
        verdicts: [[question("web/ui", "GET /other"), "allow"]],
    },
]);
