import type { Question } from "../../../access/evaluate/evaluator";
import { describeCases } from "./cases";
import {
    authorization,
    denied,
    deployment,
    external,
    json,
    namespace,
    policy,
    question,
    route,
    rule,
    server,
    shop,
    workload,
} from "./manifests";
import { defaultPolicies, index, injector, podPorts } from "./sources";

describeCases("Of Servers, the evaluator", [
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
    {
        it: "selects a port by its number though no container declares it",
        source: `${index}, select_ports`,
        objects: [...shop, server("odd", { port: 7000 })],
        verdicts: [[question("web/ui", "GET /", "shop/cart", 7000), "deny"]],
    },
    {
        it: "selects by a name every port that has it, of all containers, but as it is written only",
        source: `${podPorts}, pod_tcp_ports_by_name`,
        objects: [
            namespace(),
            deployment({
                spec: {
                    containers: [
                        { name: "a", ports: [{ name: "web", containerPort: 8000 }] },
                        { name: "b", ports: [{ name: "web", containerPort: 8001 }] },
                        { name: "c", ports: [{ name: "Web", containerPort: 8002 }] },
                    ],
                    initContainers: [
                        {
                            name: "sidecar",
                            restartPolicy: "Always",
                            ports: [{ name: "web", containerPort: 8004 }],
                        },
                    ],
                },
            }),
            server("web", { port: "web" }),
        ],
        verdicts: [
            [question("web/ui", "GET /", "shop/cart", 8000), "deny"],
            [question("web/ui", "GET /", "shop/cart", 8001), "deny"],
            [question("web/ui", "GET /", "shop/cart", 8002), "allow"],
            [question("web/ui", "GET /", "shop/cart", 8004), "deny"],
        ],
    },
    ...Object.entries({ TCP: "deny", UDP: "allow", SCTP: "allow" }).flatMap(
        ([protocol, verdict]) => [
            {
                it: `selects by its name ${verdict === "deny" ? "a" : "no"} port of ${protocol}`,
                source: `${podPorts}, pod_tcp_ports_by_name`,
                objects: [
                    namespace(),
                    deployment({
                        container: { ports: [{ name: "web", containerPort: 8000, protocol }] },
                    }),
                    server("web", { port: "web" }),
                ],
                verdicts: { "web/ui": verdict },
            },
            {
                it: `selects by its name ${verdict === "deny" ? "a" : "no"} port of ${protocol} of an ExternalWorkload`,
                source: `${podPorts}, external_tcp_ports_by_name`,
                objects: [
                    namespace(),
                    external("vm", { protocol }),
                    server("vms", {
                        podSelector: undefined,
                        externalWorkloadSelector: {},
                        port: "http",
                    }),
                ],
                verdicts: [[question("web/ui", "GET /", "shop/vm"), verdict]] as [
                    Question,
                    string,
                ][],
            },
        ],
    ),
    ...[
        ["v1", "Pod"],
        ["v1", "ReplicationController"],
        ["apps/v1", "Deployment"],
        ["apps/v1", "StatefulSet"],
        ["apps/v1", "DaemonSet"],
        ["apps/v1", "ReplicaSet"],
        ["batch/v1", "Job"],
        ["batch/v1", "CronJob"],
    ].map(([apiVersion = "", kind = ""]) => ({
        it: `selects by the name of a port the pods that a ${kind} makes`,
        source: "kubernetes.io/docs/reference/kubernetes-api/workload-resources",
        objects: [namespace(), workload(apiVersion, kind), server("http", { port: "http" })],
        verdicts: { "web/ui": "deny" },
    })),
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
        it: "selects pods of its own namespace only",
        source: index,
        objects: [
            ...shop,
            namespace("web"),
            deployment({ name: "ui", namespace: "web" }),
            server("http", {}, { namespace: "web" }),
        ],
        verdicts: [
            [question("shop/cart"), "allow"],
            [question("shop/cart", "GET /", "web/ui"), "deny"],
        ],
    },
    {
        it: "takes a Server's protocol, whatever the annotation says of opaque ports",
        source: `${index}, inbound_server`,
        objects: [
            namespace("shop", { "config.linkerd.io/opaque-ports": "8000" }),
            deployment(),
            server("http", { proxyProtocol: "HTTP/1", accessPolicy: "audit" }),
            route("face", [rule("/face")]),
        ],
        verdicts: [
            [question("web/ui", "GET /face"), "allow"],
            [question("web/ui", "GET /other"), "not-found"],
        ],
    },
    {
        it: "requires both labels and expressions of a selector",
        source: "linkerd2 policy-controller/k8s/api/src/labels.rs",
        objects: [
            ...shop,
            server("both", {
                podSelector: {
                    matchLabels: { app: "cart" },
                    matchExpressions: [{ key: "tier", operator: "Exists" }],
                },
            }),
        ],
        verdicts: { "web/ui": "allow" },
    },
    {
        it: "selects a Job's pods by the name that the job controller gives them as a label",
        source: "kubernetes.io, Well-Known Labels, batch.kubernetes.io/job-name",
        objects: [
            namespace(),
            json({
                apiVersion: "batch/v1",
                kind: "Job",
                metadata: { name: "migrate", namespace: "shop" },
                spec: { template: { spec: { containers: [{ name: "migrate" }] } } },
            }),
            server("http", {
                podSelector: { matchLabels: { "batch.kubernetes.io/job-name": "migrate" } },
            }),
            server("old", { podSelector: { matchLabels: { "job-name": "migrate" } }, port: 9000 }),
        ],
        verdicts: [
            [question("web/ui", "GET /", "shop/migrate"), "deny"],
            [question("web/ui", "GET /", "shop/migrate", 9000), "deny"],
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
        it: "lets only the Server that wins a port have a say there, and another on its other ports",
        source: `${index}, reindex_servers`,
        objects: [
            ...denied,
            deployment({ name: "web" }),
            server("a", { podSelector: { matchLabels: { app: "cart" } } }),
            server("b", { accessPolicy: "all-authenticated" }),
            authorization("b", "Server/b"),
        ],
        verdicts: [
            [question("web/ui"), "deny"],
            [question("unauthenticated", "GET /", "shop/web"), "allow"],
        ],
    },
    ...Object.entries({
        "all-unauthenticated": ["allow", "allow", "allow"],
        "all-authenticated": ["allow", "deny", "deny"],
        "cluster-unauthenticated": ["allow", "allow", "deny"],
        "cluster-authenticated": ["allow", "deny", "deny"],
        deny: ["deny", "deny", "deny"],
        audit: ["allow", "allow", "allow"],
    }).map(([accessPolicy, [meshed = "", inside = "", outside = ""]]) => ({
        it: `applies a Server's accessPolicy ${accessPolicy}`,
        source: defaultPolicies,
        objects: [...denied, server("http", { accessPolicy })],
        verdicts: {
            "web/ui": meshed,
            "unauthenticated@10.1.1.1": inside,
            "unauthenticated@8.8.8.8": outside,
        },
    })),
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
]);
