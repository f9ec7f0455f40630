import { describeCases, type Case } from "./cases";
import { deployment, json, namespace, question } from "./manifests";

const source = "kubernetes.io/docs/concepts/services-networking/network-policies";
const shop = [namespace(), deployment()];

function networkPolicy(name: string, spec: object, inNamespace = "shop"): string {
    return json({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name, namespace: inNamespace },
        spec,
    });
}

const nobody = networkPolicy("nobody", { podSelector: {} });

const cases: Case[] = [
    {
        it: "asks NetworkPolicies before Linkerd, of both ends, by label, namespace, address and port",
        source,
        objects: [
            ...shop,
            namespace("web"),
            deployment({ name: "ui", namespace: "web" }),
            deployment({ name: "bot", namespace: "web" }),
            json({
                apiVersion: "networking.k8s.io/v1",
                kind: "NetworkPolicy",
                metadata: { name: "in", namespace: "shop" },
                spec: {
                    podSelector: { matchLabels: { app: "cart" } },
                    ingress: [
                        {
                            from: [
                                {
                                    namespaceSelector: {
                                        matchLabels: { "kubernetes.io/metadata.name": "web" },
                                    },
                                    podSelector: { matchLabels: { app: "ui" } },
                                },
                                { ipBlock: { cidr: "10.7.0.0/16" } },
                            ],
                            ports: [{ port: "http" }],
                        },
                    ],
                },
            }),
        ],
        verdicts: [
            [question("web/ui"), "allow"],
            [question("web/bot"), "deny"],
            [question("web/ui", "GET /", "shop/cart", 9000), "deny"],
            [question("unauthenticated@10.7.1.1"), "allow"],
            [question("unauthenticated@10.8.1.1"), "deny"],
        ],
    },
    {
        it: "lets in everybody by an empty rule, and nobody without a rule",
        source,
        objects: [
            ...shop,
            deployment({ name: "closed" }),
            networkPolicy("open", { podSelector: { matchLabels: { app: "cart" } }, ingress: [{}] }),
            networkPolicy("closed", { podSelector: { matchLabels: { app: "closed" } } }),
        ],
        verdicts: [
            [question("unauthenticated@8.8.8.8"), "allow"],
            [question("web/ui", "GET /", "shop/closed"), "deny"],
        ],
    },
    {
        it: "adds up what several policies let in",
        source,
        objects: [
            ...shop,
            nobody,
            networkPolicy("some", {
                podSelector: {},
                ingress: [
                    { from: [{ ipBlock: { cidr: "10.7.0.0/16", except: ["10.7.1.0/24"] } }] },
                ],
            }),
        ],
        verdicts: {
            "unauthenticated@10.7.2.1": "allow",
            "unauthenticated@10.7.1.1": "deny",
        },
    },
    {
        it: "lets in a range of ports, and a named port",
        source,
        objects: [
            ...shop,
            networkPolicy("ports", {
                podSelector: {},
                ingress: [
                    {
                        ports: [{ port: 7000, endPort: 7999 }, { port: "grpc" }],
                    },
                ],
            }),
        ],
        verdicts: [
            [question("unauthenticated", "GET /", "shop/cart", 6999), "deny"],
            [question("unauthenticated", "GET /", "shop/cart", 7000), "allow"],
            [question("unauthenticated", "GET /", "shop/cart", 7999), "allow"],
            [question("unauthenticated", "GET /", "shop/cart", 9000), "allow"],
            [question("unauthenticated", "GET /", "shop/cart", 8000), "deny"],
        ],
    },
    ...Object.entries({ TCP: "allow", UDP: "deny", SCTP: "deny" }).map(([protocol, verdict]) => ({
        it: `${verdict === "allow" ? "lets" : "does not let"} a request in by a port of ${protocol}`,
        source,
        objects: [
            ...shop,
            networkPolicy("port", {
                podSelector: {},
                ingress: [{ ports: [{ port: 8000, protocol }] }],
            }),
        ],
        verdicts: { unauthenticated: verdict },
    })),
    {
        it: "selects namespaces by expressions, and pods within them",
        source,
        objects: [
            ...shop,
            json({
                apiVersion: "v1",
                kind: "Namespace",
                metadata: { name: "ops", labels: { stage: "prod" } },
            }),
            deployment({ name: "prometheus", namespace: "ops" }),
            deployment({ name: "other", namespace: "ops" }),
            networkPolicy("scrape", {
                podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] },
                ingress: [
                    {
                        from: [
                            {
                                namespaceSelector: {
                                    matchExpressions: [
                                        { key: "stage", operator: "In", values: ["prod", "test"] },
                                        { key: "off", operator: "DoesNotExist" },
                                    ],
                                },
                                podSelector: {
                                    matchExpressions: [
                                        { key: "app", operator: "NotIn", values: ["other"] },
                                    ],
                                },
                            },
                        ],
                    },
                ],
            }),
        ],
        verdicts: { "ops/prometheus": "allow", "ops/other": "deny", "web/ui": "deny" },
    },
    {
        it: "takes a selector of pods alone for those of its own namespace",
        source,
        objects: [
            ...shop,
            namespace("web"),
            deployment({ name: "ui" }),
            deployment({ name: "ui", namespace: "web" }),
            networkPolicy("ui", {
                podSelector: { matchLabels: { app: "cart" } },
                ingress: [{ from: [{ podSelector: { matchLabels: { app: "ui" } } }] }],
            }),
        ],
        verdicts: { "shop/ui": "allow", "web/ui": "deny" },
    },
    ...(
        [
            ["without egress rules restricts no egress", { egress: [] }, "allow"],
            ["with egress rules restricts egress", { egress: [{ ports: [{ port: 1 }] }] }, "deny"],
            ["with the type Egress restricts egress", { policyTypes: ["Egress"] }, "deny"],
            ["with an empty list of types is one for ingress", { policyTypes: [] }, "allow"],
        ] as const
    ).map(([name, spec, verdict]) => ({
        it: `that ${name}`,
        source: "kubernetes pkg/apis/networking/v1/defaults.go",
        objects: [
            ...shop,
            namespace("web"),
            deployment({ name: "ui", namespace: "web" }),
            networkPolicy("out", { podSelector: {}, ...spec }, "web"),
        ],
        verdicts: { "web/ui": verdict },
    })),
    {
        it: "restricts no ingress by a policy for egress only",
        source,
        objects: [...shop, networkPolicy("out", { podSelector: {}, policyTypes: ["Egress"] })],
        verdicts: { "unauthenticated@8.8.8.8": "allow" },
    },
    {
        it: "stops nothing within a pod",
        source,
        objects: [...shop, nobody],
        verdicts: { "unauthenticated@127.0.0.1": "allow", "unauthenticated@10.1.1.1": "deny" },
    },
    {
        it: "does not apply to pods in their node's network, nor knows them by their labels",
        source: `${source}/#networkpolicy-and-hostnetwork-pods`,
        objects: [
            ...shop,
            deployment({ name: "agent", spec: { hostNetwork: true } }),
            networkPolicy("nobody", {
                podSelector: {},
                ingress: [{ from: [{ podSelector: { matchLabels: { app: "agent" } } }] }],
            }),
        ],
        verdicts: [
            [question("web/ui", "GET /", "shop/agent"), "unenforced"],
            [question("shop/agent"), "deny"],
        ],
    },
];

describeCases("A NetworkPolicy", cases);
