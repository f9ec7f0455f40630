import assert from "node:assert/strict";
import { authz15 } from "../../rules/authz/authz-15/rule";
import { UNKNOWN } from "../../rules/reading/read";
import {
    adminServer,
    authorization,
    identityOf,
    linkerd,
    meshed,
    meshTls,
    release,
    route,
    workload,
} from "./mesh";
import { lines, namespace, testCases } from "./support";
import { titleOf } from "../support/ruleTexts";

const viz = release("linkerd-viz", {}, "linkerd-viz");
const metrics = route("metrics", "Server/linkerd-admin", "GET =/metrics");
const prometheus = identityOf("prometheus", "prometheus", "linkerd-viz");
const scraped = [
    adminServer(),
    metrics,
    prometheus,
    authorization("scrape", "HTTPRoute/metrics", "MeshTLSAuthentication/prometheus"),
];
const face = [viz, meshed(), workload()];
const NAMESPACE = 'Namespace "faces"';
const POLICY = 'AuthorizationPolicy "faces/more" spec';

describe(titleOf("AUTHZ-15"), () => {
    testCases(authz15, [
        {
            title: "allows Prometheus, for the route of the metrics",
            objects: [...face, ...scraped],
            findings: [],
        },
        {
            title: "leaves alone an exempt namespace",
            objects: face,
            settings: { exemptNamespaces: ["faces"] },
            findings: [],
        },
        {
            title: "allows Prometheus for the Server",
            objects: [
                ...face,
                adminServer(),
                prometheus,
                authorization("scrape", "Server/linkerd-admin", "MeshTLSAuthentication/prometheus"),
            ],
            findings: [],
        },
        {
            title: "leaves alone a stack without Prometheus, namespaces that do not deny, and empty ones",
            objects: [
                meshed(),
                workload(),
                namespace("open", { "linkerd.io/inject": "enabled" }),
                workload("x", { namespace: "open" }),
                meshed("empty"),
            ],
            findings: [],
        },
        {
            title: "takes the scrapers from the settings",
            objects: [...face, release("kube-prometheus-stack", {}, "monitoring"), ...scraped],
            settings: { metricsScrapers: ["monitoring/prometheus"] },
            findings: [
                'violation AuthorizationPolicy "faces/scrape" spec',
                `violation ${NAMESPACE}`,
            ],
        },
        {
            title: "refuses that nobody may scrape",
            objects: face,
            findings: [`violation ${NAMESPACE}`],
        },
        {
            title: "refuses others than Prometheus, patterns, and everybody",
            objects: [
                ...face,
                ...scraped,
                identityOf("gui", "gui"),
                authorization("more", "Server/linkerd-admin", "MeshTLSAuthentication/gui"),
                meshTls("all", {
                    identities: ["*.viz.serviceaccount.identity.linkerd.cluster.local"],
                }),
                authorization("all", "HTTPRoute/metrics", "MeshTLSAuthentication/all"),
            ],
            findings: ['violation AuthorizationPolicy "faces/all" spec', `violation ${POLICY}`],
        },
        {
            title: "leaves undecided an unknown annotation, and unknown policies",
            objects: [
                ...face,
                namespace("shop", { "config.linkerd.io/default-inbound-policy": UNKNOWN }),
                adminServer(),
                linkerd("v1alpha1:AuthorizationPolicy", "scrape", { spec: UNKNOWN }),
            ],
            findings: [
                `undecided ${NAMESPACE} spec`,
                'undecided Namespace "shop" metadata.annotations["config.linkerd.io/default-inbound-policy"]',
            ],
        },
        {
            title: "refuses a policy that is no text",
            objects: [namespace("shop", { "config.linkerd.io/default-inbound-policy": 1 })],
            findings: [
                'violation Namespace "shop" metadata.annotations["config.linkerd.io/default-inbound-policy"]',
            ],
        },
    ]);

    it("names who may read them", () => {
        const found = lines(authz15, [
            ...face,
            ...scraped,
            identityOf("gui", "gui"),
            authorization("more", "Server/linkerd-admin", "MeshTLSAuthentication/gui"),
        ]);
        assert.deepEqual(found, [
            `AUTHZ-15: ${POLICY.replace(" spec", "")} lets faces/gui read the proxies' metrics in faces (spec) — Fix: let in the identity of Prometheus alone`,
        ]);
    });
});
