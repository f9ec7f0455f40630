import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases } from "./cases";
import {
    allowed,
    asked,
    cart,
    emissary,
    gate,
    mapping,
    other,
    reachable,
    service,
    taken,
} from "./emissaryManifests";
import { authorization, deployment, json, route, rule } from "./manifests";

const weights = "emissary python/ambassador/ir/irhttpmapping.py, _route_weight";
const conditions = "emissary python/ambassador/envoy/v3/v3route.py, generate_headers";
const rewriting = "emissary python/ambassador/envoy/v3/v3route.py, V3Route; Envoy's RouteAction";

describeCases("Of Mappings, the evaluator", [
    ...(
        [
            [
                "a precedence before a longer prefix",
                { prefix: "/a/", precedence: 1 },
                { prefix: "/a/b/" },
                {},
            ],
            [
                "a longer prefix",
                { prefix: "/a/b/" },
                { prefix: "/a/", headers: { x: "1" } },
                { x: "1" },
            ],
            [
                "longer headers",
                { prefix: "/a/", headers: { longname: "1" } },
                { prefix: "/a/", headers: { x: "1" } },
                { longname: "1", x: "1" },
            ],
            [
                "two headers before a short one",
                { prefix: "/a/", headers: { x: "1", y: "2" } },
                { prefix: "/a/", headers: { x: "1" } },
                { x: "1", y: "2" },
            ],
            [
                "a method, which counts as a header",
                { prefix: "/a/", method: "GET" },
                { prefix: "/a/", headers: { x: "1" } },
                { x: "1" },
            ],
            [
                "a host name, which counts as a header",
                { prefix: "/a/", hostname: "shop.example.com" },
                { prefix: "/a/", method: "GET" },
                {},
            ],
            [
                "headers before query parameters",
                { prefix: "/a/", headers: { x: "1" } },
                { prefix: "/a/", query_parameters: { longname: "1" } },
                { x: "1" },
            ],
        ] as const
    ).map(([name, first, second, headers]) => ({
        it: `prefers ${name}`,
        source: weights,
        objects: [
            ...gate,
            ...reachable,
            ...other,
            mapping("z-first", first),
            mapping("a-second", { ...second, service: "other" }),
        ],
        verdicts: taken("cart", "GET /a/b/?longname=1", { headers }),
    })),
    {
        it: "divides requests among Mappings for the same, but for one of weight 0",
        source: "emissary python/ambassador/ir/irbasemappinggroup.py, normalize_weights_in_mappings",
        objects: [
            ...gate,
            ...reachable,
            ...other,
            mapping("stable", { prefix: "/a/" }),
            mapping("canary", { prefix: "/a/", service: "other", weight: 10 }),
            mapping("stable-b", { prefix: "/b/" }),
            mapping("canary-b", { prefix: "/b/", service: "other", weight: 0 }),
            mapping("stable-c", { prefix: "/c/" }),
            mapping("canary-c", { prefix: "/c/", service: "other", weight: 100 }),
        ],
        verdicts: [
            [asked("GET /a/"), "allow"],
            [asked("GET /a/", { to: "shop/other" }), "allow"],
            ...taken("cart", "GET /b/"),
            ...taken("other", "GET /c/"),
        ],
    },
    {
        it: "matches headers and query parameters by text and by expression, the whole of each",
        source: conditions,
        objects: [
            ...gate,
            ...reachable,
            mapping("text", {
                prefix: "/text/",
                headers: { "X-Tenant": "blue" },
                query_parameters: { v: "1" },
            }),
            mapping("expression", {
                prefix: "/expression/",
                regex_headers: { "x-tenant": "b.*e" },
                regex_query_parameters: { v: "[12]" },
            }),
        ],
        verdicts: [
            [asked("GET /text/?v=1", { headers: { "x-tenant": "blue" } }), "allow"],
            [asked("GET /text/?v=1"), "not-found"],
            [asked("GET /text/?v=2", { headers: { "x-tenant": "blue" } }), "not-found"],
            [asked("GET /expression/?v=2", { headers: { "x-tenant": "blue" } }), "allow"],
            [asked("GET /expression/?v=2", { headers: { "x-tenant": "bluer" } }), "not-found"],
            [asked("GET /expression/?v=3", { headers: { "x-tenant": "blue" } }), "not-found"],
        ],
    },
    {
        it: "matches a method by text, and by an expression for all of it",
        source: conditions,
        objects: [
            ...gate,
            ...reachable,
            mapping("text", { prefix: "/text/", method: "POST" }),
            mapping("expression", {
                prefix: "/expression/",
                method: "P(OS|U)T",
                method_regex: true,
            }),
        ],
        verdicts: [
            [asked("POST /text/"), "allow"],
            [asked("GET /text/"), "not-found"],
            [asked("PUT /expression/"), "allow"],
            [asked("PATCH /expression/"), "not-found"],
        ],
    },
    {
        it: "matches prefixes in any case where asked to, but expressions never",
        source: "Envoy's RouteMatch.case_sensitive",
        objects: [
            ...gate,
            ...reachable,
            mapping("prefix", { prefix: "/Cart/", case_sensitive: false }),
            mapping("expression", { prefix: "/Expr", prefix_regex: true, case_sensitive: false }),
        ],
        verdicts: [
            [asked("GET /cART/1"), "allow"],
            [asked("GET /Expr"), "allow"],
            [asked("GET /expr"), "not-found"],
        ],
    },
    {
        it: "resolves dots in a path before it looks for a Mapping, and sends on what it found",
        source: "emissary python/ambassador/envoy/v3/v3listener.py, normalize_path",
        objects: [
            ...gate,
            ...reachable,
            ...other,
            mapping("cart", { prefix: "/cart/" }),
            mapping("other", { prefix: "/other/", service: "other" }),
        ],
        verdicts: [
            ...taken("other", "GET /cart/../other/"),
            ...taken("cart", "GET /other/%2e%2e/cart/x"),
        ],
    },
    ...(
        [
            ["the prefix by /", { prefix: "/cart/" }, "/items"],
            ["the prefix by a text", { prefix: "/cart/", rewrite: "/v1/" }, "/v1/items"],
            ["nothing where the text is empty", { prefix: "/cart/", rewrite: "" }, "/cart/items"],
            [
                "all of an exact path",
                { prefix: "/cart/items", prefix_exact: true, rewrite: "/list" },
                "/list",
            ],
            [
                "all of what an expression covers",
                { prefix: "/cart/[a-z]+", prefix_regex: true },
                "/",
            ],
            [
                "parts by an expression",
                {
                    prefix: "/cart/",
                    regex_rewrite: { pattern: "/cart/(.*)", substitution: String.raw`/v2/\1/$1` },
                },
                "/v2/items/$1",
            ],
        ] as const
    ).map(([name, spec, path]) => ({
        it: `replaces ${name} before the request reaches the workload`,
        source: rewriting,
        objects: [
            ...gate,
            ...cart,
            ...allowed.slice(0, 1),
            route("seen", [rule(path)]),
            authorization("seen", "HTTPRoute/seen", "MeshTLSAuthentication/ingress"),
            mapping("cart", spec),
        ],
        verdicts: [[asked("GET /cart/items"), "allow"]] as [Question, string][],
    })),
    {
        it: "reaches nothing by a Mapping that redirects the client",
        source: "emissary python/ambassador/envoy/v3/v3route.py, host_redirect",
        objects: [
            ...gate,
            ...reachable,
            mapping("moved", { prefix: "/", host_redirect: true, path_redirect: "/new" }),
        ],
        verdicts: [[asked("GET /"), "not-found"]],
    },
    {
        it: "encrypts towards a Service on port 443 by tls as by https",
        source: "emissary python/ambassador/ir/ircluster.py",
        objects: [
            ...gate,
            ...reachable,
            json({
                apiVersion: "v1",
                kind: "Service",
                metadata: { name: "secure", namespace: "shop" },
                spec: { selector: { app: "cart" }, ports: [{ port: 443, targetPort: "http" }] },
            }),
            mapping("plain", { prefix: "/plain/", service: "secure" }),
            mapping("scheme", {
                prefix: "/scheme/",
                service: "https://secure.shop.svc.cluster.local",
            }),
            mapping("tls", { prefix: "/tls/", service: "secure", tls: "upstream" }),
        ],
        verdicts: [
            [asked("GET /plain/"), "not-found"],
            [asked("GET /scheme/"), "allow"],
            [asked("GET /tls/"), "allow"],
        ],
    },
    {
        it: "sends on every connection to a port by a TCPMapping, without an AuthService",
        source: "emissary python/ambassador/envoy/v3/v3listener.py, finalize_tcp",
        objects: [
            ...reachable,
            deployment({ name: "auth" }),
            service("auth"),
            emissary("AuthService", "auth", { auth_service: "auth" }),
            emissary("TCPMapping", "cart", { port: 6379, service: "cart:80" }),
        ],
        verdicts: [
            [asked("GET /"), "allow"],
            [asked("GET /", { port: 9000 }), "deny"],
        ],
    },
]);
