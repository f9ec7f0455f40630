import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases } from "./cases";
import {
    asked,
    emissary,
    gate,
    host,
    listener,
    mapping,
    other,
    reachable,
    taken,
} from "./emissaryManifests";
import { deployment, namespace } from "./manifests";

const hosts = "emissary python/ambassador/ir/irhost.py, matches_httpgroup";
const globs = "emissary python/ambassador/ir/irutils.py, hostglob_matches";
const listeners = "emissary python/ambassador/ir/irlistener.py, matches_host";

describeCases("Of Hosts and Listeners, the evaluator", [
    {
        it: "serves every name without a Host, since Emissary then makes one",
        source: "emissary python/ambassador/ir/irhost.py, HostFactory.finalize",
        objects: [listener, ...reachable, mapping("cart", { prefix: "/", hostname: "*" })],
        verdicts: [
            [asked("GET /"), "allow"],
            [asked("GET /", { host: "example.org" }), "allow"],
        ],
    },
    {
        it: "reaches no Mapping without a name while there is no Host to select it",
        source: hosts,
        objects: [listener, ...reachable, mapping("cart", { prefix: "/", hostname: undefined })],
        verdicts: [[asked("GET /"), "not-found"]],
    },
    {
        it: "reaches nothing without a Listener",
        source: listeners,
        objects: [...reachable, mapping("cart", { prefix: "/", hostname: "*" })],
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
            ...Object.entries({
                HTTP: "allow",
                HTTPS: "allow",
                HTTPPROXY: "allow",
                HTTPSPROXY: "allow",
                TCP: "deny",
                TLS: "deny",
            }).map(
                ([protocol, verdict]) =>
                    [
                        `is one for ${protocol}`,
                        { protocol, securityModel: "XFP" },
                        {},
                        verdict,
                    ] as const,
            ),
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
]);
