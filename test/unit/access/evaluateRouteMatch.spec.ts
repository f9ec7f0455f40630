import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases } from "./cases";
import { authorization, denied, grpcRoute, question, route, rule, server } from "./manifests";
import { matching } from "./sources";

describeCases("Of requests, the evaluator", [
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
        it: "prefers a longer prefix with no condition to a shorter one with headers, parameters and method",
        source: matching,
        objects: [
            ...denied,
            server("http"),
            route("conditions", [
                {
                    matches: [
                        {
                            path: { type: "PathPrefix", value: "/a" },
                            method: "GET",
                            headers: [{ name: "X-One", value: "1" }],
                            queryParams: [{ name: "q", value: "1" }],
                        },
                    ],
                },
            ]),
            route("longer", [rule("/a/b/*")]),
            authorization("longer", "HTTPRoute/longer"),
        ],
        verdicts: [
            [{ ...question("web/ui", "GET /a/b?q=1"), headers: { "x-one": "1" } }, "allow"],
            [{ ...question("web/ui", "GET /a?q=1"), headers: { "x-one": "1" } }, "deny"],
            [question("web/ui", "GET /a?q=1"), "not-found"],
        ],
    },
    {
        it: "reads a parameter's name as it is written, also with another question mark",
        source: "linkerd2-proxy linkerd/http/route/src/http/match/query_param.rs",
        objects: [
            ...denied,
            server("http", { accessPolicy: "audit" }),
            route("query", [{ matches: [{ queryParams: [{ name: "q", value: "a b" }] }] }]),
        ],
        verdicts: [
            [question("web/ui", "GET /?q=a+b"), "allow"],
            [question("web/ui", "GET /?x=1&q=a%20b"), "allow"],
            [question("web/ui", "GET /??q=a+b"), "not-found"],
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
]);
