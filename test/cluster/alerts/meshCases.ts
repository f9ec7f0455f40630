import type { AlertCase } from "./alertCase";

const allowed = (tls: string, authorization: string, namespace = "faces") =>
    `inbound_http_authz_allow_total{namespace="${namespace}",pod="face-1",target_port="8000",srv_name="face.http",authz_name="${authorization}",${tls}}`;
const mutualTls = 'tls="true",client_id="face.faces.serviceaccount.identity.linkerd.cluster.local"';
const noTls = 'tls="no_identity",no_tls_reason="no_tls_from_remote"';
const denied = (metric: string, labels = noTls) =>
    `${metric}{namespace="faces",pod="smiley-1",target_port="8000",srv_name="smiley.http",${labels}}`;
const intruder = "gui.faces.serviceaccount.identity.linkerd.cluster.local";

const unencrypted: AlertCase[] = [
    {
        alert: "UnencryptedMeshTraffic",
        title: "fires for requests without TLS that a default policy let in",
        series: { [allowed(noTls, "all-unauthenticated")]: "0+3x20" },
        at: 20,
        firing: [
            {
                labels: { namespace: "faces", pod: "face-1", target_port: "8000" },
                summary: "Port 8000 of faces/face-1 takes requests without mutual TLS",
            },
        ],
    },
    {
        alert: "UnencryptedMeshTraffic",
        title: "fires for a single connection, by TLS that is not the mesh's",
        series: {
            'inbound_tcp_authz_allow_total{namespace="shop",pod="db-0",target_port="5432",authz_name="all-unauthenticated",tls="opaque",sni="db"}':
                "_x15 1x5",
        },
        at: 18,
        firing: [
            {
                labels: { namespace: "shop", pod: "db-0", target_port: "5432" },
                summary: "Port 5432 of shop/db-0 takes requests without mutual TLS",
            },
        ],
    },
    {
        alert: "UnencryptedMeshTraffic",
        title: "is silent about mutual TLS, a pod itself, probes, declared networks, and Linkerd's webhooks",
        series: {
            [allowed(mutualTls, "face.http.from.emissary-ingress.emissary")]: "0+3x20",
            [allowed(noTls, "probe")]: "0+3x20",
            [allowed(noTls, "face.http.get.at.ready.from-network.kubelet")]: "0+3x20",
            [allowed('tls="no_identity",no_tls_reason="loopback"', "all-unauthenticated")]:
                "0+3x20",
            [allowed(noTls, "all-unauthenticated", "linkerd")]: "0+3x20",
            [allowed(noTls, "all-unauthenticated", "linkerd-viz")]: "0+3x20",
        },
        at: 20,
        firing: [],
    },
    {
        alert: "UnencryptedMeshTraffic",
        title: "ends ten minutes after the last such request",
        series: { [allowed(noTls, "all-unauthenticated")]: "0+3x5 15x20" },
        at: 20,
        firing: [],
    },
];

const denials: AlertCase[] = [
    ...[
        "inbound_http_authz_deny_total",
        "inbound_http_route_not_found_total",
        "inbound_tcp_authz_deny_total",
        "inbound_tcp_authz_terminate_total",
    ].map((metric): AlertCase => ({
        alert: "MeshAuthorizationDenied",
        title: `fires for the very first denial that ${metric} counts`,
        series: { [denied(metric, `tls="true",client_id="${intruder}"`)]: "_x15 1x5" },
        at: 18,
        firing: [
            {
                labels: {
                    namespace: "faces",
                    pod: "smiley-1",
                    srv_name: "smiley.http",
                    client_id: intruder,
                },
                summary: `${intruder} was denied by faces/smiley-1 (smiley.http): 1 in 10 minutes`,
            },
        ],
    })),
    {
        alert: "MeshAuthorizationDenied",
        title: "counts on, for a caller without identity",
        series: { [denied("inbound_http_authz_deny_total")]: "5+2x30" },
        at: 30,
        firing: [
            {
                labels: { namespace: "faces", pod: "smiley-1", srv_name: "smiley.http" },
                summary:
                    "A caller without identity was denied by faces/smiley-1 (smiley.http): 20 in 10 minutes",
            },
        ],
    },
    {
        alert: "MeshAuthorizationDenied",
        title: "is silent about requests that are allowed, and about old denials",
        series: {
            [allowed(mutualTls, "face.http.from.emissary-ingress.emissary")]: "0+3x30",
            [denied("inbound_http_authz_deny_total")]: "7x30",
        },
        at: 30,
        firing: [],
    },
];

const controlPlane: AlertCase[] = [
    { alert: "LinkerdProxyInjectorDown", component: "proxy-injector", what: "proxy injector" },
    { alert: "LinkerdPolicyControllerDown", component: "policy", what: "policy controller" },
    { alert: "LinkerdIdentityDown", component: "identity", what: "identity service" },
].flatMap(({ alert, component, what }): AlertCase[] => {
    const up = (job: string, instance: string) =>
        `up{job="${job}",component="${component}",instance="${instance}"}`;
    const firing = [{ labels: {}, summary: `No ${what} of Linkerd answers` }];
    return [
        {
            alert,
            title: "fires when it cannot be scraped, by linkerd-viz's Prometheus",
            series: { [up("linkerd-controller", "a")]: "1x5 0x10" },
            at: 13,
            firing,
        },
        {
            alert,
            title: "fires when its pods are gone, and somebody else's of that name are not",
            series: {
                [up("shop/metrics", "a")]: "1x20",
                [up("linkerd/linkerd-controller", "b")]: "1 stale",
            },
            at: 15,
            firing,
        },
        {
            alert,
            title: "is silent while one of several answers, by an operator's Prometheus",
            series: {
                [up("linkerd/linkerd-controller", "a")]: "0x20",
                [up("linkerd/linkerd-controller", "b")]: "1x20",
            },
            at: 15,
            firing: [],
        },
    ];
});

export const meshCases: AlertCase[] = [...unencrypted, ...denials, ...controlPlane];
