import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases } from "./cases";
import {
    authorization,
    denied,
    deny,
    deployment,
    namespace,
    question,
    route,
    rule,
    server,
} from "./manifests";
import { index } from "./sources";

describeCases("Of probes and of what is not enforced, the evaluator", [
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
]);
