import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases, type Case } from "./cases";
import { allowed, cart, emissary, gate, mapping, service } from "./emissaryManifests";
import {
    authorization,
    deployment,
    json,
    namespace,
    question,
    route,
    rule,
    server,
} from "./manifests";

const hosts = "emissary python/ambassador/ir/irhost.py, matches_httpgroup";
const globs = "emissary python/ambassador/ir/irutils.py, hostglob_matches";
const weights = "emissary python/ambassador/ir/irhttpmapping.py, _route_weight";
const conditions = "emissary python/ambassador/envoy/v3/v3route.py, generate_headers";
const rewriting = "emissary python/ambassador/envoy/v3/v3route.py, V3Route; Envoy's RouteAction";
const listeners = "emissary python/ambassador/ir/irlistener.py, matches_host";

const [listener = "", host = ""] = gate;
const reachable = [...cart, ...allowed];
const other = [deployment({ name: "other" }), service("other")];

function asked(request: string, parts: Partial<Question> = {}): Question {
    return { ...question("internet", request), ...parts };
}

/** Which workload, `cart` or `other`, takes a request. */
function taken(
    by: "cart" | "other",
    request: string,
    parts: Partial<Question> = {},
): [Question, string][] {
    return [
        [asked(request, parts), by === "cart" ? "allow" : "not-found"],
        [asked(request, { ...parts, to: "shop/other" }), by === "other" ? "allow" : "not-found"],
    ];
}

const cases: Case[] = [
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
    {
        it: "serves a request by the Host whose name is closest, with that Host's Mappings only",
        source: "Envoy's VirtualHost.domains",
        objects: [
            listener,
            emissary("Host", "all", {
                hostname: "*",
                mappingSelector: { matchLabels: { on: "all" } },
            }),
            emissary("Host", "wild", {
                hostname: "*.example.com",
                mappingSelector: { matchLabels: { on: "wild" } },
            }),
            emissary("Host", "exact", {
                hostname: "a.example.com",
                mappingSelector: { matchLabels: { on: "exact" } },
            }),
            ...reachable,
            ...other,
            mapping("cart", { prefix: "/", hostname: undefined }, { labels: { on: "wild" } }),
            mapping(
                "other",
                { prefix: "/", hostname: undefined, service: "other" },
                { labels: { on: "exact" } },
            ),
        ],
        verdicts: [
            ...taken("cart", "GET /", { host: "b.example.com" }),
            ...taken("other", "GET /", { host: "a.example.com:443" }),
            [asked("GET /", { host: "example.org" }), "not-found"],
        ],
    },
    ...(
        [
            ["*.example.com", "shop.example.com", "allow"],
            ["*.example.com", "*.shop.example.com", "not-found"],
            ["shop.*", "*.com", "allow"],
            ["*", "example.org", "not-found"],
            ["shop.example.com", ".example.com", "not-found"],
        ] as const
    ).map(([hostname, wanted, verdict]) => ({
        it: `${verdict === "allow" ? "joins" : "does not join"} a Mapping for ${wanted} and a request to shop.example.com on Host ${hostname}`,
        source: globs,
        objects: [
            listener,
            emissary("Host", "shop", { hostname }),
            ...reachable,
            mapping("cart", { prefix: "/", hostname: wanted }),
        ],
        verdicts: [[asked("GET /", { host: "shop.example.com" }), verdict]] as [Question, string][],
    })),
    {
        it: "joins a Mapping with a host to a Host with a selector only by both",
        source: hosts,
        objects: [
            listener,
            emissary("Host", "shop", {
                hostname: "shop.example.com",
                mappingSelector: { matchLabels: { to: "shop", at: "edge" } },
            }),
            ...reachable,
            mapping(
                "label",
                { prefix: "/label/", hostname: "example.org" },
                { labels: { to: "shop", at: "edge" } },
            ),
            mapping("host", { prefix: "/host/" }, { labels: { to: "shop" } }),
            mapping("both", { prefix: "/both/" }, { labels: { to: "shop", at: "edge" } }),
        ],
        verdicts: [
            [asked("GET /label/"), "not-found"],
            [asked("GET /host/"), "not-found"],
            [asked("GET /both/"), "allow"],
        ],
    },
    {
        it: "takes a selector without matchLabels for one of every Mapping",
        source: "emissary python/ambassador/ir/irutils.py, selector_matches",
        objects: [
            listener,
            emissary("Host", "shop", {
                hostname: "shop.example.com",
                mappingSelector: { matchExpressions: [{ key: "to", operator: "Exists" }] },
            }),
            ...reachable,
            mapping("cart", { prefix: "/", hostname: undefined }),
        ],
        verdicts: [[asked("GET /"), "allow"]],
    },
    {
        it: "knows the old host, an exact name or an expression, and :authority, below hostname",
        source: "emissary python/ambassador/ir/irhttpmapping.py, IRHTTPMapping",
        objects: [
            listener,
            emissary("Host", "any", { hostname: "*" }),
            ...reachable,
            mapping("exact", { prefix: "/exact/", hostname: undefined, host: "a.example.com" }),
            mapping("expression", {
                prefix: "/expression/",
                hostname: undefined,
                host: "[ab][.]example[.]com",
                host_regex: true,
            }),
            mapping("header", {
                prefix: "/header/",
                hostname: undefined,
                headers: { ":authority": "a.example.com" },
            }),
            mapping("both", { prefix: "/both/", hostname: "b.example.com", host: "a.example.com" }),
        ],
        verdicts: (
            [
                ["/exact/", "a", "allow"],
                ["/exact/", "b", "not-found"],
                ["/expression/", "b", "allow"],
                ["/expression/", "c", "not-found"],
                ["/header/", "a", "allow"],
                ["/header/", "b", "not-found"],
                ["/both/", "a", "not-found"],
                ["/both/", "b", "allow"],
            ] as const
        ).map(([path, name, verdict]): [Question, string] => [
            asked(`GET ${path}`, { host: `${name}.example.com` }),
            verdict,
        ]),
    },
    ...(
        [
            ["of its own namespace", { namespace: { from: "SELF" } }, "deny"],
            ["of all namespaces", { namespace: { from: "ALL" } }, "allow"],
            [
                "with labels that the Host has",
                { namespace: { from: "ALL" }, selector: { matchLabels: { open: "yes" } } },
                "allow",
            ],
            [
                "with labels that the Host has not",
                { namespace: { from: "ALL" }, selector: { matchLabels: { open: "no" } } },
                "deny",
            ],
        ] as const
    ).map(([name, hostBinding, verdict]) => ({
        it: `serves Hosts ${name}`,
        source: listeners,
        objects: [
            emissary(
                "Listener",
                "https",
                { port: 8443, protocol: "HTTPS", securityModel: "XFP", hostBinding },
                { namespace: "emissary" },
            ),
            emissary("Host", "shop", { hostname: "shop.example.com" }, { labels: { open: "yes" } }),
            ...reachable,
            mapping("cart", { prefix: "/" }),
        ],
        verdicts: [[asked("GET /"), verdict]] as [Question, string][],
    })),
    ...(
        [
            ["is one for TCP", { protocol: "TCP", securityModel: "XFP" }, {}, "deny"],
            [
                "has HTTP in its stack",
                { protocolStack: ["TLS", "HTTP", "TCP"], securityModel: "SECURE" },
                {},
                "allow",
            ],
            [
                "is insecure, as the Host redirects by default",
                { protocol: "HTTP", securityModel: "INSECURE" },
                {},
                "deny",
            ],
            [
                "is insecure, and the Host rejects",
                { protocol: "HTTP", securityModel: "INSECURE" },
                { action: "Reject" },
                "deny",
            ],
            [
                "is insecure, and the Host routes",
                { protocol: "HTTP", securityModel: "INSECURE" },
                { action: "Route" },
                "allow",
            ],
        ] as const
    ).map(([name, spec, insecure, verdict]) => ({
        it: `${verdict === "allow" ? "lets requests in" : "lets nothing in"} where the only Listener ${name}`,
        source: "emissary python/ambassador/envoy/v3/v3listener.py, compute_http_routes",
        objects: [
            emissary("Listener", "only", {
                port: 8080,
                hostBinding: { namespace: { from: "ALL" } },
                ...spec,
            }),
            emissary("Host", "shop", { hostname: "shop.example.com", requestPolicy: { insecure } }),
            ...reachable,
            mapping("cart", { prefix: "/" }),
        ],
        verdicts: [[asked("GET /"), verdict]] as [Question, string][],
    })),
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
        it: "passes over what is another Emissary's",
        source: "emissary python/ambassador/config/config.py, good_ambassador_id",
        objects: [
            ...gate,
            ...reachable,
            mapping("theirs", { prefix: "/theirs/", ambassador_id: ["other"] }),
            mapping("ours", { prefix: "/ours/", ambassador_id: ["other", "default"] }),
        ],
        verdicts: [
            [asked("GET /theirs/"), "not-found"],
            [asked("GET /ours/"), "allow"],
        ],
    },
    {
        it: "has the id that its own environment gives it",
        source: "emissary python/ambassador/config/config.py, ambassador_id",
        objects: [
            emissary("Listener", "https", {
                port: 8443,
                protocol: "HTTPS",
                securityModel: "XFP",
                ambassador_id: ["edge"],
            }),
            emissary("Host", "shop", { hostname: "*", ambassador_id: ["edge"] }),
            namespace("emissary"),
            deployment({
                name: "emissary-ingress",
                namespace: "emissary",
                labels: { "app.kubernetes.io/name": "emissary-ingress" },
                container: { env: [{ name: "AMBASSADOR_ID", value: "edge" }] },
            }),
            ...reachable,
            mapping("ours", { prefix: "/", ambassador_id: ["edge"] }),
        ],
        verdicts: [[asked("GET /"), "allow"]],
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
    ...(
        [
            [
                "the request's path below its prefix",
                { path_prefix: "/check" },
                "/check/cart/",
                "GET",
                "allow",
            ],
            ["the request's path", {}, "/cart/", "GET", "allow"],
            ["nothing else", {}, "/other/", "GET", "deny"],
            [
                "nothing else, whatever is to happen on failure",
                { failure_mode_allow: true },
                "/other/",
                "GET",
                "deny",
            ],
            [
                "Envoy's own service in gRPC",
                { proto: "grpc" },
                "/envoy.service.auth.v3.Authorization/Check",
                "POST",
                "allow",
            ],
        ] as const
    ).map(([name, spec, path, method, verdict]) => ({
        it: `asks an AuthService for ${name}`,
        source: "emissary python/ambassador/envoy/v3/v3httpfilter.py, V3HTTPFilter_authv1",
        objects: [
            ...gate,
            ...cart.slice(0, 3),
            server("http", { podSelector: { matchLabels: { app: "cart" } } }),
            ...allowed,
            deployment({ name: "auth" }),
            service("auth"),
            server("auth", { podSelector: { matchLabels: { app: "auth" } } }),
            route("auth", [rule(`${method} ${path}`)], {
                parents: [{ group: "policy.linkerd.io", kind: "Server", name: "auth" }],
            }),
            authorization("auth", "HTTPRoute/auth", "MeshTLSAuthentication/ingress"),
            emissary("AuthService", "auth", { auth_service: "auth", ...spec }),
            mapping("cart", { prefix: "/cart/" }),
        ],
        verdicts: [[asked("GET /cart/"), verdict]] as [Question, string][],
    })),
    {
        it: "goes on without an AuthService that the network hides, where it is told to",
        source: "Envoy's ExtAuthz.failure_mode_allow",
        objects: [
            ...gate,
            ...reachable,
            deployment({ name: "auth" }),
            service("auth"),
            json({
                apiVersion: "networking.k8s.io/v1",
                kind: "NetworkPolicy",
                metadata: { name: "hidden", namespace: "shop" },
                spec: { podSelector: { matchLabels: { app: "auth" } } },
            }),
            emissary("AuthService", "auth", { auth_service: "auth", failure_mode_allow: true }),
            mapping("cart", { prefix: "/cart/" }),
        ],
        verdicts: [[asked("GET /cart/"), "allow"]],
    },
];

// Without a host of its own, a question is one to any.
describeCases("Emissary", [
    ...cases,
    {
        it: "reaches nothing without a Host",
        source: hosts,
        objects: [listener, ...reachable, mapping("cart", { prefix: "/" })],
        verdicts: [[asked("GET /"), "deny"]],
    },
    {
        it: "serves a Mapping for any host on every Host",
        source: hosts,
        objects: [listener, host, ...reachable, mapping("cart", { prefix: "/" })],
        verdicts: [
            [asked("GET /", { host: "shop.example.com" }), "allow"],
            [asked("GET /", { host: "example.org" }), "not-found"],
        ],
    },
]);
