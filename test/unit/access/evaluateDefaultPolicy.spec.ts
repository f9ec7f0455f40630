import { describeCases } from "./cases";
import { denied, deny, deployment, external, namespace, question, server, shop } from "./manifests";
import { defaultPolicies, index, injector } from "./sources";

describeCases("Where no Server selects a port, the evaluator", [
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
        it: "asks for an identity on those ports only that require one",
        source: index,
        objects: [
            namespace("shop", {
                "config.linkerd.io/proxy-require-identity-inbound-ports": "7000-8000",
            }),
            deployment(),
        ],
        verdicts: [
            [question("unauthenticated"), "deny"],
            [question("web/ui"), "allow"],
            [question("unauthenticated", "GET /", "shop/cart", 9000), "allow"],
        ],
    },
    ...Object.entries({
        "all-unauthenticated": ["allow", "allow", "deny", "deny"],
        "all-authenticated": ["allow", "allow", "deny", "deny"],
        "cluster-unauthenticated": ["allow", "deny", "deny", "deny"],
        "cluster-authenticated": ["allow", "deny", "deny", "deny"],
        deny: ["deny", "deny", "deny", "deny"],
        audit: ["allow", "allow", "allow", "allow"],
    }).map(([defaultPolicy, [inside = "", outside = "", unmeshed = "", stranger = ""]]) => ({
        it: `applies the default policy ${defaultPolicy} on a port that requires an identity`,
        source: index,
        options: { defaultPolicy },
        objects: [
            namespace("shop", {
                "config.linkerd.io/proxy-require-identity-inbound-ports": "8000",
            }),
            deployment(),
        ],
        verdicts: {
            "web/ui@10.1.1.1": inside,
            "web/ui@8.8.8.8": outside,
            "unauthenticated@10.1.1.1": unmeshed,
            "unauthenticated@8.8.8.8": stranger,
        },
    })),
    {
        it: "allows its own pod whatever the policy",
        source: "linkerd2-proxy linkerd/proxy/server-policy/src/lib.rs",
        objects: denied,
        verdicts: { "unauthenticated@127.0.0.1": "allow", "unauthenticated@::1": "allow" },
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
]);
