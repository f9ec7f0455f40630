import assert from "node:assert/strict";

import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases, type Case } from "./cases";
import {
    authorization,
    deployment,
    evaluator,
    json,
    meshTls,
    namespace,
    policy,
    question,
    route,
    rule,
    server,
} from "./manifests";

const defaultPolicies = "linkerd2 policy-controller/k8s/index/src/defaults.rs";
const index = "linkerd2 policy-controller/k8s/index/src/inbound/index.rs";
const injector = "linkerd2 pkg/inject/inject.go";
const matching = "linkerd2-proxy linkerd/http/route/src/http/match.rs";

const shop = [namespace(), deployment()];
const denied = [namespace("shop", deny()), deployment()];
const anyIdentity = meshTls("any", { identities: ["*"] });

function deny(): Record<string, string> {
    return { "config.linkerd.io/default-inbound-policy": "deny" };
}

function identity(serviceAccount: string): string {
    return `${serviceAccount}.serviceaccount.identity.linkerd.cluster.local`;
}

function grpcRoute(name: string, rules: object[], statusNamespace = "shop"): string {
    const server = { group: "policy.linkerd.io", kind: "Server", name: "http" };
    return json({
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GRPCRoute",
        metadata: { name, namespace: "shop" },
        spec: { parentRefs: [server], rules },
        status: {
            parents: [
                {
                    parentRef: { ...server, namespace: statusNamespace },
                    controllerName: "linkerd.io/policy-controller",
                    conditions: [{ type: "Accepted", status: "True" }],
                },
            ],
        },
    });
}

function external(name: string): string {
    return json({
        apiVersion: "workload.linkerd.io/v1beta1",
        kind: "ExternalWorkload",
        metadata: { name, namespace: "shop", labels: { app: name } },
        spec: { ports: [{ name: "http", port: 8000 }] },
    });
}

const cases: Case[] = [
    ...Object.entries({
        "all-unauthenticated": ["allow", "allow", "allow"],
        "all-authenticated": ["allow", "deny", "deny"],
        "cluster-unauthenticated": ["allow", "allow", "deny"],
        "cluster-authenticated": ["allow", "deny", "deny"],
        deny: ["deny", "deny", "deny"],
        audit: ["allow", "allow", "allow"],
    }).map(([defaultPolicy, [meshed = "", inside = "", outside = ""]]) => ({
        it: `applies the cluster's default policy ${defaultPolicy}`,
        source: defaultPolicies,
        options: { defaultPolicy },
        objects: shop,
        verdicts: {
            "web/ui": meshed,
            "unauthenticated@10.1.1.1": inside,
            "unauthenticated@8.8.8.8": outside,
        },
    })),
    {
        it: "lets a namespace's annotation override the cluster's default policy",
        source: injector,
        objects: denied,
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "lets a workload's annotation override its namespace's",
        source: injector,
        objects: [
            namespace("shop", deny()),
            deployment({
                annotations: { "config.linkerd.io/default-inbound-policy": "all-authenticated" },
            }),
        ],
        verdicts: { "web/ui": "allow", unauthenticated: "deny" },
    },
    {
        it: "passes over an annotation that is no default policy",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/workload.rs",
        options: { defaultPolicy: "all-authenticated" },
        objects: [
            namespace("shop", { "config.linkerd.io/default-inbound-policy": "none" }),
            deployment(),
        ],
        verdicts: { "web/ui": "allow", unauthenticated: "deny" },
    },
    {
        it: "asks for an identity on ports that require one, but not under audit",
        source: index,
        objects: [
            namespace("shop", {
                "config.linkerd.io/proxy-require-identity-inbound-ports": "7000-8000",
            }),
            deployment(),
            deployment({
                name: "audited",
                annotations: { "config.linkerd.io/default-inbound-policy": "audit" },
            }),
        ],
        verdicts: [
            [question("unauthenticated"), "deny"],
            [question("web/ui"), "allow"],
            [question("unauthenticated", "GET /", "shop/cart", 9000), "allow"],
            [question("unauthenticated", "GET /", "shop/audited"), "allow"],
        ],
    },
    {
        it: "allows its own pod whatever the policy",
        source: "linkerd2-proxy linkerd/proxy/server-policy/src/lib.rs",
        objects: denied,
        verdicts: { "unauthenticated@127.0.0.1": "allow", "unauthenticated@::1": "allow" },
    },
    {
        it: "denies by a Server without authorization, whatever the default policy",
        source: index,
        objects: [...shop, server("http")],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "applies a Server's accessPolicy beside its authorizations",
        source: index,
        objects: [...shop, server("http", { accessPolicy: "audit" })],
        verdicts: { "web/ui": "allow", "unauthenticated@8.8.8.8": "allow" },
    },
    {
        it: "selects a port by its name, and no port by a number written as text",
        source: index,
        objects: [...shop, server("http", { port: "http" }), server("odd", { port: "9000" })],
        verdicts: [
            [question("web/ui"), "deny"],
            [question("web/ui", "GET /", "shop/cart", 9000), "allow"],
        ],
    },
    ...Object.entries({
        "In [cart, web]": [{ key: "app", operator: "In", values: ["cart", "web"] }, "deny"],
        "In [web]": [{ key: "app", operator: "In", values: ["web"] }, "allow"],
        "NotIn [cart]": [{ key: "app", operator: "NotIn", values: ["cart"] }, "allow"],
        "NotIn of an absent label": [{ key: "no", operator: "NotIn", values: ["x"] }, "deny"],
        Exists: [{ key: "app", operator: "Exists" }, "deny"],
        DoesNotExist: [{ key: "app", operator: "DoesNotExist" }, "allow"],
        "Exists with values, which is illegal": [
            { key: "app", operator: "Exists", values: [] },
            "allow",
        ],
        "NotIn without values, which is illegal": [{ key: "app", operator: "NotIn" }, "allow"],
    }).map(([name, [expression, verdict]]) => ({
        it: `selects workloads by ${name}`,
        source: "linkerd2 policy-controller/k8s/api/src/labels.rs",
        objects: [...shop, server("http", { podSelector: { matchExpressions: [expression] } })],
        verdicts: { "web/ui": verdict as string },
    })),
    {
        it: "selects by labels and annotations that the injector adds, and the proxy's own ports",
        source: injector,
        objects: [
            ...shop,
            server("admin", {
                podSelector: {
                    matchExpressions: [{ key: "linkerd.io/control-plane-ns", operator: "Exists" }],
                },
                port: "linkerd-admin",
            }),
        ],
        verdicts: [
            [question("web/ui", "GET /metrics", "shop/cart", 4191), "deny"],
            [question("unauthenticated", "GET /ready", "shop/cart", 4191), "allow"],
        ],
    },
    {
        it: "lets the first by name win of overlapping Servers of the same age",
        source: index,
        objects: [...shop, server("b", { accessPolicy: "audit" }), server("a")],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "lets the older win of overlapping Servers",
        source: index,
        objects: [
            ...shop,
            server("a", {}, { creationTimestamp: "2026-02-01T00:00:00Z" }),
            server("b", { accessPolicy: "audit" }, { creationTimestamp: "2026-01-01T00:00:00Z" }),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "authorizes by a policy that targets the Server, for exactly its identities",
        source: index,
        objects: [
            ...denied,
            server("http"),
            meshTls("ui", { identities: [identity("ui.web")] }),
            authorization("ui", "Server/http", "MeshTLSAuthentication/ui"),
        ],
        verdicts: { "web/ui": "allow", "web/other": "deny", unauthenticated: "deny" },
    },
    {
        it: "authorizes any identity by *, and those of a namespace by *.suffix",
        source: "linkerd2 policy-controller/core/src/identity_match.rs",
        objects: [
            ...denied,
            server("http"),
            server("grpc", { port: 9000 }),
            anyIdentity,
            meshTls("web", { identities: [`*.${identity("web")}`] }),
            authorization("any", "Server/http", "MeshTLSAuthentication/any"),
            authorization("web", "Server/grpc", "MeshTLSAuthentication/web"),
        ],
        verdicts: [
            [question("no/body"), "allow"],
            [question("unauthenticated"), "deny"],
            [question("web/ui", "GET /", "shop/cart", 9000), "allow"],
            [question("no/body", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "resolves identityRefs to a ServiceAccount, of its own namespace by default, or a Namespace",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/meshtls_authentication.rs",
        objects: [
            ...denied,
            server("http"),
            meshTls("refs", {
                identityRefs: [
                    { kind: "ServiceAccount", name: "cart" },
                    { kind: "ServiceAccount", name: "ui", namespace: "web" },
                    { kind: "Namespace", name: "ops" },
                ],
            }),
            authorization("refs", "Server/http", "MeshTLSAuthentication/refs"),
        ],
        verdicts: {
            "shop/cart": "allow",
            "web/ui": "allow",
            "ops/any": "allow",
            "web/cart": "deny",
        },
    },
    {
        it: "takes a ServiceAccount as an authentication",
        source: index,
        objects: [
            ...denied,
            server("http"),
            authorization("direct", "Server/http", "ServiceAccount/ui/web"),
        ],
        verdicts: { "web/ui": "allow", "shop/ui": "deny" },
    },
    {
        it: "takes an authentication of another namespace",
        source: index,
        objects: [
            ...denied,
            server("http"),
            meshTls("any", { identities: ["*"] }, { namespace: "ops" }),
            authorization("far", "Server/http", "MeshTLSAuthentication/any/ops"),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "requires all authentications of a policy",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            policy("NetworkAuthentication", "net", {
                networks: [{ cidr: "10.0.0.0/8", except: ["10.9.0.0/16"] }],
            }),
            authorization(
                "both",
                "Server/http",
                "MeshTLSAuthentication/any",
                "NetworkAuthentication/net",
            ),
        ],
        verdicts: {
            "web/ui": "allow",
            "web/ui@10.9.1.1": "deny",
            "unauthenticated@10.1.1.1": "deny",
        },
    },
    {
        it: "allows addresses of a NetworkAuthentication but for its exceptions",
        source: "linkerd2-proxy linkerd/proxy/server-policy/src/authz/network.rs",
        objects: [
            ...denied,
            server("http"),
            policy("NetworkAuthentication", "net", {
                networks: [{ cidr: "10.0.0.0/8", except: ["10.9.0.0/16"] }, { cidr: "fd00::/8" }],
            }),
            authorization("net", "Server/http", "NetworkAuthentication/net"),
        ],
        verdicts: {
            "unauthenticated@10.1.1.1": "allow",
            "unauthenticated@10.9.1.1": "deny",
            "unauthenticated@fd12::1": "allow",
            "unauthenticated@fe80::1": "deny",
        },
    },
    {
        it: "lets everybody in by a policy that requires no authentication",
        source: index,
        objects: [...denied, server("http"), authorization("open", "Server/http")],
        verdicts: { "web/ui": "allow", "unauthenticated@8.8.8.8": "allow" },
    },
    {
        it: "ignores a policy with a missing authentication, though others of its are there",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            authorization(
                "half",
                "Server/http",
                "MeshTLSAuthentication/any",
                "NetworkAuthentication/missing",
            ),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "ignores a policy with two MeshTLSAuthentications",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            meshTls("more", { identities: ["*"] }),
            authorization(
                "two",
                "Server/http",
                "MeshTLSAuthentication/any",
                "MeshTLSAuthentication/more",
            ),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "ignores an authentication with an empty list",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/meshtls_authentication.rs",
        objects: [
            ...denied,
            server("http"),
            meshTls("empty", { identities: [] }),
            authorization("empty", "Server/http", "MeshTLSAuthentication/empty"),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "applies a policy for a Namespace to every Server in it, and to no port without one",
        source: index,
        objects: [
            ...denied,
            server("http"),
            anyIdentity,
            authorization("all", "Namespace/shop", "MeshTLSAuthentication/any"),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "gives a ServerAuthorization's clients access by the Server's name or labels",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/server_authorization.rs",
        objects: [
            ...denied,
            server("http", {}, { labels: { tier: "front" } }),
            server("grpc", { port: 9000 }),
            policy("ServerAuthorization", "labels", {
                server: { selector: { matchLabels: { tier: "front" } } },
                client: { meshTLS: { serviceAccounts: [{ name: "ui", namespace: "web" }] } },
            }),
            policy("ServerAuthorization", "name", {
                server: { name: "grpc" },
                client: { unauthenticated: true, networks: [{ cidr: "8.8.0.0/16" }] },
            }),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("shop/ui"), "deny"],
            [question("unauthenticated@8.8.8.8", "GET /", "shop/cart", 9000), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "lets a ServerAuthorization without networks hold for the cluster's only",
        source: "linkerd2 policy-controller/grpc/src/inbound.rs",
        objects: [
            ...denied,
            server("http"),
            policy("ServerAuthorization", "tls", {
                server: { name: "http" },
                client: { meshTLS: { unauthenticatedTLS: true } },
            }),
        ],
        verdicts: { "web/ui": "allow", "web/ui@8.8.8.8": "deny", unauthenticated: "deny" },
    },
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
    ...(
        [
            ["the longer prefix", ["/a/*"], ["/a/b/*"], "GET /a/b/c"],
            ["an exact path over a shorter prefix", ["/a/*"], ["/a/b"], "GET /a/b"],
            ["a regular expression over a shorter prefix", ["/a/*"], ["~/a/[a-z]+"], "GET /a/bc"],
            ["a method where paths are the same", ["/a/*"], ["GET /a/*"], "GET /a/x"],
        ] as const
    ).map(([name, less, more, request]) => ({
        it: `prefers ${name}`,
        source: matching,
        objects: [
            ...denied,
            server("http"),
            route("a-less", [rule(...less)]),
            route("b-more", [rule(...more)]),
            authorization("more", "HTTPRoute/b-more"),
        ],
        verdicts: [[question("web/ui", request), "allow"]] as [Question, string][],
    })),
    {
        it: "prefers the older route, then the first by name, where matches are equal",
        source: "linkerd2 policy-controller/grpc/src/inbound/http.rs",
        objects: [
            ...denied,
            server("http"),
            route("a", [rule("/a/*"), rule("/b/*")]),
            route("b", [rule("/a/*")]),
            route("old", [rule("/b/*")], {
                metadata: { creationTimestamp: "2026-01-01T00:00:00Z" },
            }),
            authorization("b", "HTTPRoute/b"),
            authorization("old", "HTTPRoute/old"),
        ],
        verdicts: [
            [question("web/ui", "GET /a/x"), "deny"],
            [question("web/ui", "GET /b/x"), "allow"],
        ],
    },
    {
        it: "matches a regular expression against the whole path",
        source: "linkerd2-proxy linkerd/http/route/src/http/match/path.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("v", [rule("~/v[0-9]+/x")]),
        ],
        verdicts: [
            [question("web/ui", "GET /v1/x"), "allow"],
            [question("web/ui", "GET /v1/xy"), "not-found"],
            [question("web/ui", "GET /a/v1/x"), "not-found"],
        ],
    },
    {
        it: "matches hostnames, and nothing of a route with hostnames where no host is named",
        source: "linkerd2-proxy linkerd/http/route/src/http/match/host.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("host", [rule("/*")], { hostnames: ["*.example.com"] }),
        ],
        verdicts: [
            [question("web/ui"), "not-found"],
            [{ ...question("web/ui"), host: "shop.example.com" }, "allow"],
            [{ ...question("web/ui"), host: "example.com" }, "not-found"],
        ],
    },
    {
        it: "matches headers and query parameters",
        source: matching,
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("conditions", [
                {
                    matches: [
                        {
                            headers: [{ name: "X-Tenant", value: "blue" }],
                            queryParams: [{ name: "v", value: "[12]", type: "RegularExpression" }],
                        },
                    ],
                },
            ]),
        ],
        verdicts: [
            [question("web/ui", "GET /?v=1"), "not-found"],
            [{ ...question("web/ui", "GET /?v=1"), headers: { "x-tenant": "blue" } }, "allow"],
            [{ ...question("web/ui", "GET /?v=3"), headers: { "x-tenant": "blue" } }, "not-found"],
        ],
    },
    {
        it: "authorises a pod's HTTP probes, without a Server or with one that has no route",
        source: index,
        objects: [
            namespace("shop", deny()),
            deployment({
                container: { readinessProbe: { httpGet: { path: "/ready?x", port: "http" } } },
            }),
            deployment({
                name: "served",
                container: { livenessProbe: { httpGet: { path: "/live", port: 8000 } } },
            }),
            server("http", { podSelector: { matchLabels: { app: "served" } } }),
        ],
        verdicts: [
            [question("unauthenticated@10.1.1.1", "GET /ready"), "allow"],
            [question("unauthenticated@10.1.1.1", "POST /ready"), "deny"],
            [question("unauthenticated@10.1.1.1", "GET /ready/x"), "deny"],
            [question("unauthenticated@10.1.1.1", "GET /live", "shop/served"), "allow"],
        ],
    },
    {
        it: "no longer authorises probes where a route is attached",
        source: index,
        objects: [
            namespace("shop", deny()),
            deployment({
                container: { livenessProbe: { httpGet: { path: "/live", port: 8000 } } },
            }),
            server("http"),
            route("rest", [rule("/*")]),
        ],
        verdicts: [[question("unauthenticated", "GET /live"), "deny"]],
    },
    {
        it: "looks at no route on an opaque port, and not at probes",
        source: index,
        objects: [
            namespace("shop", { ...deny(), "config.linkerd.io/opaque-ports": "8000" }),
            deployment({
                container: { livenessProbe: { httpGet: { path: "/live", port: 8000 } } },
            }),
        ],
        verdicts: [[question("unauthenticated", "GET /live"), "deny"]],
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
        it: "says that a workload without a proxy is not enforced, and its calls have no identity",
        source: "linkerd2 pkg/inject/report.go",
        objects: [
            namespace("shop", deny()),
            deployment({ annotations: { "linkerd.io/inject": "disabled" } }),
            deployment({ name: "guarded" }),
            deployment({ name: "host", spec: { hostNetwork: true } }),
            server("http"),
            authorization("cart", "Server/http", "ServiceAccount/cart"),
        ],
        verdicts: [
            [question("web/ui"), "unenforced"],
            [question("web/ui", "GET /", "shop/host"), "unenforced"],
            [question("shop/cart", "GET /", "shop/guarded"), "deny"],
        ],
    },
    {
        it: "says that skipped ports are not enforced, in ranges and by name, but the admin port is",
        source: "linkerd2 charts/partials/templates/_proxy-init.tpl",
        objects: [
            namespace("shop", deny()),
            deployment({
                annotations: { "config.linkerd.io/skip-inbound-ports": "4000-5000, http" },
            }),
            deployment({ name: "plain" }),
        ],
        verdicts: [
            [question("web/ui"), "unenforced"],
            [question("web/ui", "GET /", "shop/cart", 4500), "unenforced"],
            [question("web/ui", "GET /", "shop/cart", 4191), "deny"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
            [question("web/ui", "GET /", "shop/plain", 4567), "unenforced"],
        ],
    },
    {
        it: "says that routes on an opaque Server are not enforced where it lets the connection in",
        source: index,
        objects: [
            ...denied,
            server("http", { proxyProtocol: "opaque", accessPolicy: "all-authenticated" }),
            route("face", [rule("/face")]),
        ],
        verdicts: [
            [question("web/ui", "GET /other"), "unenforced"],
            [question("unauthenticated", "GET /face"), "deny"],
        ],
    },
    {
        it: "knows no ports of a Host and no final dot of it, but upper and lower case as the same",
        source: "linkerd2-proxy linkerd/http/route/src/http/match/host.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("host", [rule("/*")], { hostnames: ["*.example.com", "example.org"] }),
        ],
        verdicts: [
            [{ ...question("web/ui"), host: "Shop.Example.com:8080" }, "allow"],
            [{ ...question("web/ui"), host: "example.org." }, "allow"],
            [{ ...question("web/ui"), host: "shop.example.org" }, "not-found"],
        ],
    },
    {
        it: "prefers an exact hostname to a wildcard, and a longer wildcard to a shorter, whatever the paths",
        source: "linkerd2-proxy linkerd/http/route/src/http/match/host.rs",
        objects: [
            ...denied,
            server("http"),
            route("a-short", [rule("/a/b/c")], { hostnames: ["*.example.com"] }),
            route("b-long", [rule("/a/*")], { hostnames: ["*.shop.example.com"] }),
            route("c-exact", [rule("/*")], { hostnames: ["eu.shop.example.com"] }),
            authorization("long", "HTTPRoute/b-long"),
            authorization("exact", "HTTPRoute/c-exact"),
        ],
        verdicts: [
            [{ ...question("web/ui", "GET /a/b/c"), host: "x.example.com" }, "deny"],
            [{ ...question("web/ui", "GET /a/b/c"), host: "x.shop.example.com" }, "allow"],
            [{ ...question("web/ui", "GET /a/b/c"), host: "eu.shop.example.com" }, "allow"],
        ],
    },
    {
        it: "reads expressions as Rust does: POSIX classes, code points, letters of every language",
        source: "docs.rs/regex, Syntax",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("v", [
                rule("~/posix/[[:alpha:]]+"),
                rule(String.raw`~/code/\x{61}\u0062`),
                rule(String.raw`~/word/\w+`),
                rule("~(?i)/CASE/x"),
            ]),
        ],
        verdicts: [
            [question("web/ui", "GET /posix/abc"), "allow"],
            [question("web/ui", "GET /posix/a1"), "not-found"],
            [question("web/ui", "GET /posix/:"), "not-found"],
            [question("web/ui", "GET /code/ab"), "allow"],
            [question("web/ui", "GET /word/é"), "allow"],
            [question("web/ui", "GET /case/X"), "allow"],
        ],
    },
    ...["(", "a)", "*", "[a", "a{", "(?=a)", String.raw`\1`, String.raw`\Q`].map((expression) => ({
        it: `ignores a route with ${expression}, which is no expression of Rust`,
        source: "linkerd2 policy-controller/k8s/index/src/routes/http.rs, path_match",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("wrong", [rule("/only"), rule(`~/${expression}`)]),
        ],
        verdicts: { "web/ui": "allow" },
    })),
    ...(
        [
            ["/ready?full=1#top", "GET /ready", "allow"],
            ["http://cart:8000/ready", "GET /ready", "allow"],
            ["http://cart:8000", "GET /", "allow"],
            ["ready", "GET /ready", "deny"],
            ["/not ready", "GET /not", "deny"],
        ] as const
    ).map(([path, request, verdict]) => ({
        it: `reads the probe path ${path} as a URI`,
        source: "linkerd2 policy-controller/k8s/index/src/inbound/workload.rs, container_http_probe_paths",
        objects: [
            namespace("shop", deny()),
            deployment({ container: { livenessProbe: { httpGet: { path, port: "HTTP" } } } }),
        ],
        verdicts: [[question("unauthenticated@10.1.1.1", request), verdict]] as [
            Question,
            string,
        ][],
    })),
    {
        it: "gives a GRPCRoute's rule without matches every request, but only where no match is better",
        source: "linkerd2-proxy linkerd/http/route/src/lib.rs, find",
        objects: [
            ...denied,
            server("http", { proxyProtocol: "gRPC" }),
            grpcRoute("a-any", [{}]),
            grpcRoute("b-method", [{ matches: [{ method: { method: "Get" } }] }]),
            authorization("method", "GRPCRoute/b-method"),
        ],
        verdicts: [
            [question("web/ui", "POST /shop.Cart/Get"), "allow"],
            [question("web/ui", "POST /shop.Cart/Put"), "deny"],
            [question("web/ui", "GET /"), "deny"],
        ],
    },
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
    {
        it: "matches kinds and groups of references in any case, names of Servers in theirs only",
        source: "linkerd2 policy-controller/k8s/api/src/policy.rs, targets_kind",
        objects: [
            ...denied,
            server("http"),
            server("grpc", { port: 9000 }),
            policy("AuthorizationPolicy", "any", {
                targetRef: { group: "Policy.Linkerd.io", kind: "server", name: "http" },
                requiredAuthenticationRefs: [
                    { group: "CORE", kind: "serviceaccount", name: "ui", namespace: "web" },
                ],
            }),
            authorization("upper", "Server/GRPC"),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
        ],
    },
    {
        it: "ignores a policy with a target or an authentication of an unknown kind",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/authorization_policy.rs",
        objects: [
            ...denied,
            server("http"),
            authorization("target", "Service/http"),
            policy("AuthorizationPolicy", "authentication", {
                targetRef: { group: "policy.linkerd.io", kind: "Server", name: "http" },
                requiredAuthenticationRefs: [{ kind: "Group", name: "admins" }],
            }),
        ],
        verdicts: { "web/ui": "deny" },
    },
    {
        it: "ignores a MeshTLSAuthentication that refers to what is no identity",
        source: "linkerd2 policy-controller/k8s/index/src/inbound/meshtls_authentication.rs",
        objects: [
            ...denied,
            server("http"),
            meshTls("mixed", {
                identities: ["*"],
                identityRefs: [{ group: "policy.linkerd.io", kind: "Server", name: "http" }],
            }),
            authorization("mixed", "Server/http", "MeshTLSAuthentication/mixed"),
        ],
        verdicts: { "web/ui": "deny" },
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
    {
        it: "limits rates without a say in who may call",
        source: `${index}, client_ratelimit`,
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            policy("HTTPLocalRateLimitPolicy", "limit", {
                targetRef: { group: "policy.linkerd.io", kind: "Server", name: "http" },
                total: { requestsPerSecond: 1 },
            }),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "governs an ExternalWorkload by Servers that select such, else by the cluster's default policy",
        source: `${index}, ExternalWorkload::reindex_servers`,
        options: { defaultPolicy: "all-authenticated" },
        objects: [
            namespace("shop", deny()),
            external("vm"),
            external("guarded"),
            server("pods"),
            server("vms", {
                podSelector: undefined,
                externalWorkloadSelector: { matchLabels: { app: "guarded" } },
                port: "http",
            }),
        ],
        verdicts: [
            [question("web/ui", "GET /", "shop/vm"), "allow"],
            [question("unauthenticated", "GET /", "shop/vm"), "deny"],
            [question("web/ui", "GET /", "shop/guarded"), "deny"],
        ],
    },
];

describeCases("The evaluator", cases);

describe("The evaluator's reasons", () => {
    it("name the objects that allowed", () => {
        const subject = evaluator(
            {},
            ...denied,
            server("http"),
            meshTls("ui", { identities: [identity("ui.web")] }),
            authorization("ui", "Server/http", "MeshTLSAuthentication/ui"),
        );
        assert.deepEqual(subject.ask(question("web/ui")), {
            verdict: "allow",
            because: [
                {
                    kind: "AuthorizationPolicy",
                    namespace: "shop",
                    name: "ui",
                    why: `allows ${identity("ui.web")} (MeshTLSAuthentication shop/ui)`,
                },
                {
                    kind: "Server",
                    namespace: "shop",
                    name: "http",
                    why: "selects port 8000, as a protocol to be detected",
                },
            ],
        });
    });

    it("name what was meant and has no effect", () => {
        const subject = evaluator(
            {},
            ...denied,
            server("http"),
            authorization("ui", "Server/http", "MeshTLSAuthentication/missing"),
        );
        assert.deepEqual(subject.ask(question("web/ui")).because.at(-1), {
            kind: "AuthorizationPolicy",
            namespace: "shop",
            name: "ui",
            why: "is ignored: MeshTLSAuthentication shop/missing does not exist",
        });
    });
});
