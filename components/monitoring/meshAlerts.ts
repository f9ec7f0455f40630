import { linkerdNamespace } from "zero-trust-rules";
import { linkerdVizNamespace } from "../mesh/linkerdViz";
import { type Alert, risen } from "./alert";

/*
 * Metrics of the proxies as edge-26.8 has them: linkerd2-proxy, linkerd/app/inbound/src/metrics/
 * authz.rs. Their labels `namespace` and `pod` come from whoever scrapes; linkerd-viz's Prometheus
 * and the PodMonitors of Linkerd's chart set the same ones.
 */

/**
 * Let in without a mesh identity, though not from the same pod, nor by the kubelet's probes (`probe`,
 * where Linkerd itself allows them), nor from a network that the access model names. The API server
 * has no identity when it calls the webhooks of Linkerd and of linkerd-viz.
 */
const unencrypted = [
    'tls!="true"',
    'no_tls_reason!="loopback"',
    'authz_name!~"probe|.+[.]from-network[.].+"',
    `namespace!~"${linkerdNamespace}|${linkerdVizNamespace}"`,
].join(",");

/** Paths that no route allows are denied, too: where a port has routes, Linkerd says so with a 404. */
const denied = [
    "inbound_http_authz_deny_total",
    "inbound_http_route_not_found_total",
    "inbound_tcp_authz_deny_total",
    "inbound_tcp_authz_terminate_total",
];

/**
 * A container of the control plane that nobody could scrape. The label `component` is the
 * container's name; the job is `linkerd-controller` in linkerd-viz's Prometheus and has the
 * PodMonitor's namespace before it in that of an operator.
 */
function down(component: string): string {
    return `absent(up{job=~"(.+/)?linkerd-controller",component="${component}"} == 1)`;
}

/** What the mesh lets in, what it refuses, and whether it is all there. */
export const meshAlerts: Alert[] = [
    {
        name: "UnencryptedMeshTraffic",
        severity: "warning",
        expr: `sum by (namespace, pod, target_port) (${[
            "inbound_http_authz_allow_total",
            "inbound_tcp_authz_allow_total",
        ]
            .map((metric) => risen(`${metric}{${unencrypted}}`))
            .join(" or ")})`,
        for: "0m",
        summary:
            "Port {{ $labels.target_port }} of {{ $labels.namespace }}/{{ $labels.pod }} takes requests without mutual TLS",
        description:
            "A meshed workload let in a caller that has no mesh identity, although it is neither the kubelet nor a network that the access model names.",
    },
    {
        name: "MeshAuthorizationDenied",
        severity: "warning",
        expr: `sum by (namespace, pod, srv_name, client_id) (${denied.map(risen).join(" or ")})`,
        for: "0m",
        summary:
            '{{ with $labels.client_id }}{{ . }}{{ else }}A caller without identity{{ end }} was denied by {{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.srv_name }}): {{ $value | printf "%.0f" }} in 10 minutes',
        description:
            "Linkerd refused what the access model does not allow. Either an edge is missing, or somebody tries what they must not.",
    },
    {
        name: "LinkerdProxyInjectorDown",
        severity: "critical",
        expr: down("proxy-injector"),
        for: "5m",
        summary: "No proxy injector of Linkerd answers",
        description:
            "New pods are refused, or start without a proxy where the injector's webhook fails open.",
    },
    {
        name: "LinkerdPolicyControllerDown",
        severity: "critical",
        expr: down("policy"),
        for: "5m",
        summary: "No policy controller of Linkerd answers",
        description:
            "Proxies keep the policies that they have; new pods get none and deny or allow by their default, and changes of policies take no effect.",
    },
    {
        name: "LinkerdIdentityDown",
        severity: "critical",
        expr: down("identity"),
        for: "5m",
        summary: "No identity service of Linkerd answers",
        description:
            "New pods get no certificate and so take no part in the mesh; running ones keep theirs for at most 24 hours.",
    },
];
