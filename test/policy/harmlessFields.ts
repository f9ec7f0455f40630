import { type Operator } from "./mutations";

/** Fields, what may be done to them without any rule's refusing it, and why that is right. */
export interface HarmlessFields {
    /** Kinds and paths as mutations have them; `*` stands for any characters. */
    readonly fields: readonly string[];
    /** Absent where anything may be done. */
    readonly operators?: readonly Operator[];
    /** The one object of which it holds, as people call it; absent where it holds of all. */
    readonly only?: string;
    readonly because: string;
}

const COMPONENTS = [
    ...[
        "Alerts",
        "CertManager",
        "Cluster",
        "Emissary",
        "ExternalAuth",
        "Faces",
        "IngressCertificate",
    ],
    ...["IngressDns", "IngressHost", "Linkerd", "LinkerdViz", "MeshIdentity", "MeshedNamespace"],
    ...["MeshedWorkload", "Polaris", "TrustManager", "ValidatingAdmissionPolicies"],
];

export const harmlessFields: readonly HarmlessFields[] = [
    {
        fields: COMPONENTS,
        because: "a component makes nothing itself; what it makes is there as an object",
    },
    {
        fields: COMPONENTS.map((kind) => `${kind} *`),
        because:
            "what a component does with its inputs shows in the objects that it makes; every other component carries the same access model",
    },
    {
        fields: ["RandomId*", "RandomPassword*"],
        because: "how long a random value is does not show who may call whom",
    },

    // Names, texts and sizes.
    {
        fields: [
            "* spec.replicas",
            "Release values*eplica*",
            "Release values*Resources*",
            "Release values.proxy*",
            "Release values*.podDisruptionBudget*",
            "Release values.enablePod*",
            "Release values.deploymentStrategy*",
            "Release values.highAvailability",
            "Release values.cainjector",
            "Release values.controller",
            "Release values.tap",
            "KubernetesCluster pools*",
            "* spec.template.spec.containers[].resources.*",
        ],
        because: "a size: of availability, which MESH-11 and POD-03 ask for where they can",
    },
    {
        fields: [
            "Network *",
            "Firewall label",
            "Firewall name",
            "Firewall region",
            "Firewall *Rules[].label",
            "KubernetesCluster name",
            "KubernetesCluster region",
            "KubernetesCluster clusterType",
            "KubernetesCluster writeKubeconfig",
            "DnsRecord comment",
            "DnsRecord ttl",
            "DnsRecord data.flags",
            "Deployment spec.template.spec.containers[].name",
            "Service spec.ports[].name",
            "Service spec.ports[].appProtocol",
            "PrometheusRule metadata*",
            "PrometheusRule spec.groups[].name",
            "PrometheusRule spec.groups[].rules[].alert",
            "PrometheusRule spec.groups[].rules[].annotations*",
            "PrometheusRule spec.groups[].rules[].labels*",
            "PrometheusRule spec.groups[].rules[].for",
            "Issuer spec.acme.email",
            "Issuer spec.acme.privateKeySecretRef*",
            "AuthService spec.timeout_ms",
            "AuthService spec.allowed_authorization_headers*",
            "Mapping spec.remove_request_headers*",
        ],
        because: "a label for people, a waiting time, or a header between two that may call anyway",
    },
    {
        fields: [
            "Deployment metadata.labels*",
            "Service metadata.labels*",
            "ServiceAccount metadata.labels*",
            "* metadata.annotations*pulumi.com/waitFor*",
            "Bundle metadata.annotations",
            "Certificate metadata.annotations",
            "Deployment *zero-trust/default-policy*",
            "Deployment *zero-trust/rollout-key*",
            "Release values.podAnnotations*zero-trust/default-policy*",
            'Namespace metadata.labels["linkerd.io/extension"]',
            'Namespace metadata.labels["linkerd.io/control-plane-ns"]',
            'Namespace metadata.labels["config.linkerd.io/admission-webhooks"]',
            'Namespace metadata.annotations["config.linkerd.io/proxy-await"]',
        ],
        because: "no selector and no proxy reads it",
    },
    {
        fields: [
            "AuthService metadata*",
            "AuthorizationPolicy metadata.name",
            "Bundle metadata*",
            "Certificate metadata.name",
            "ConfigMap metadata.name",
            "Deployment metadata.name",
            "DnsRecord name",
            "Host metadata.name",
            "Issuer metadata.name",
            "Issuer metadata.namespace",
            "Listener metadata*",
            "Mapping metadata.name",
            "Namespace metadata.name",
            "NetworkPolicy metadata.name",
            "Secret metadata.name",
            "Server metadata.name",
            "Service metadata.name",
            "ServiceAccount metadata.name",
        ],
        because:
            "another name changes nothing for who selects by label; who refers to the name finds nothing, and so gets nothing",
    },

    {
        fields: ["Host metadata.namespace", "Host spec.hostname", "Host spec.mappingSelector*"],
        operators: ["other", "empty", "star", "move"],
        only: 'Host "emissary/cleartext-refused"',
        because:
            "Emissary counts a Host of every namespace, this one serves nobody under any name in .invalid, and no Mapping has its label or another's",
    },

    // What says the default, or what says the same twice.
    {
        fields: [
            "AuthService spec.failure_mode_allow",
            "AuthService spec.proto",
            "Certificate spec.duration",
            "Certificate spec.issuerRef.group",
            "Certificate spec.renewBefore",
            "Deployment spec.template.spec.automountServiceAccountToken",
            "HTTPRoute spec.rules[].matches[].path.type",
            "Host spec.mappingSelector*",
            "Host spec.requestPolicy*",
            "Issuer spec.acme.solvers[].selector*",
            "Mapping spec.rewrite",
            "MeshTLSAuthentication spec.identityRefs[].namespace",
            "NetworkPolicy spec.*.ports[].protocol",
            "NetworkPolicy spec.policyTypes",
            "Release compat",
            "Release values.createDefaultListeners",
            "Release values.webhook.failurePolicy",
            "Server spec.accessPolicy",
            "Server spec.proxyProtocol",
            "Service spec.ports[].targetPort",
            "Service spec.type",
            "ServiceAccount automountServiceAccountToken",
            "Deployment spec.template.spec.volumes[].emptyDir",
            "Deployment spec.template.spec.containers[].readinessProbe.httpGet.path",
        ],
        operators: ["remove", "empty"],
        because: "the default is the same, and as safe",
    },
    {
        fields: [
            "Deployment spec.template.metadata.annotations",
            'Deployment spec.template.metadata.annotations["config.linkerd.io/default-inbound-policy"]',
            'Deployment spec.template.metadata.annotations["linkerd.io/inject"]',
            "Release values.podAnnotations",
            'Release values.podAnnotations["config.linkerd.io/*"]',
            'Release values.podAnnotations["linkerd.io/inject"]',
            "Deployment spec.template.spec.automountServiceAccountToken",
            "ServiceAccount automountServiceAccountToken",
            "DnsRecord*",
            "NetworkPolicy spec.policyTypes*",
            "Release values",
        ],
        operators: ["remove", "empty", "delete", "twin", "add *", "other", "star"],
        because:
            "it is said twice: by the Namespace, by the ServiceAccount, by another record, or by the rules that are there",
    },
    {
        fields: [
            "AuthService",
            "AuthorizationPolicy",
            "Bundle",
            "Certificate",
            "ConfigMap",
            "Firewall",
            "HTTPRoute",
            "Issuer",
            "KubernetesCluster",
            "Listener",
            "MeshTLSAuthentication",
            "Network",
            "NetworkAuthentication",
            "NetworkPolicy",
            "PrometheusRule",
            "Release",
            "Secret",
            "ServiceAccount",
            "ZoneDnssec",
            "ZoneSetting",
            "kubernetes",
        ],
        operators: ["twin"],
        because: "the same once more allows nothing that was not allowed",
    },

    // Less is let in, or nothing works, which is seen at once and opens nothing.
    {
        fields: [
            "NetworkPolicy spec.*gress[]",
            "NetworkPolicy spec.*gress[].from",
            "NetworkPolicy spec.*gress[].from[]",
            "NetworkPolicy spec.*gress[].ports[]",
            "NetworkPolicy spec.*gress[].ports[].*",
            "NetworkPolicy spec.*gress[].*Selector*",
            "NetworkPolicy spec.*gress[].from[].ipBlock.cidr",
            "NetworkPolicy spec.policyTypes[]",
        ],
        operators: ["other", "empty", "star", "swap", "lengthen", "shorten", "remove", "refer"],
        because:
            "the network lets less through, or through to who the mesh does not let in: AUTHZ-14 judges both together, NET-02 and NET-03 whoever is not named at all",
    },
    {
        fields: [
            "NetworkPolicy spec.*gress[].ports",
            "NetworkPolicy spec.*gress[].*Selector*",
            "NetworkPolicy spec.ingress[].from[].ipBlock.cidr",
            "NetworkPolicy spec.podSelector*",
        ],
        operators: ["remove", "empty", "widen"],
        because:
            "the network is the coarse net: a named namespace or network may try more ports and pods, and the mesh still lets in only who is named (AUTHZ-14)",
    },
    {
        fields: [
            "Certificate",
            "ConfigMap",
            "DnsRecord",
            "Firewall",
            "Issuer",
            "KubernetesCluster",
            "Namespace",
            "Network",
            "Release",
            "Secret",
            "Service",
            "ServiceAccount",
            "ZoneDnssec",
            "ZoneSetting",
            "kubernetes",
            "Bundle",
            "Deployment",
            "Server",
        ],
        operators: ["delete"],
        because:
            "what is not there may come from another stack, or from a chart of the namespace; who refers to it gets nothing until then",
    },
    {
        fields: [
            "Deployment metadata.namespace",
            "Deployment spec.template.spec.serviceAccountName",
            "Deployment spec.template.spec.containers[].ports[]*",
            "Server metadata.namespace",
            "Server spec.podSelector*",
            "Server spec.port",
            "ServiceAccount metadata.namespace",
            "Service metadata.namespace",
            "Service spec.ports*",
            "Service spec.selector*",
        ],
        because:
            "nothing leads there any more; in the ingress' namespace and in others, a chart may make what is referred to",
    },
    {
        fields: [
            "AuthService spec.proto",
            "Mapping spec.rewrite",
            "Release values.webhook.failurePolicy",
            "Service spec.type",
        ],
        operators: ["other", "star", "refer"],
        because: "the API server or Emissary refuses a word that it does not know",
    },
    {
        fields: [
            "AuthService metadata.namespace",
            "Mapping metadata.namespace",
            "ConfigMap metadata.namespace",
            "Listener metadata.namespace",
            "PrometheusRule metadata.namespace",
            "Release namespace",
            "Secret metadata.namespace",
        ],
        operators: ["move", "other", "empty", "star", "refer"],
        because:
            "Emissary and Prometheus read it in every namespace; of a Secret, a ConfigMap and a chart elsewhere, who refers to it finds nothing",
    },
    {
        fields: ["Firewall ingressRules*"],
        operators: ["remove", "empty", "other", "star", "add *", "swap", "widen"],
        because:
            "a smaller door, or one for another network: who administers is the stack's to say, that it is not everyone CLD-01's and CLD-03's",
    },
    {
        fields: ["Firewall egressRules*"],
        because: "it says what goes out; the pods' own egress is denied in the cluster (AUTHZ-18)",
    },
    {
        fields: [
            "Firewall networkId",
            "KubernetesCluster firewallId",
            "KubernetesCluster networkId",
            "DnsRecord content",
            "DnsRecord zoneId",
            "ZoneDnssec zoneId",
            "ZoneSetting zoneId",
            "kubernetes clusterIdentifier",
            "kubernetes enableServerSideApply",
            "kubernetes kubeconfig",
        ],
        because: "an id or address of which only its provider can tell what it is",
    },
    {
        fields: ["ZoneDnssec status", "ZoneSetting settingId", "ZoneSetting value"],
        operators: ["remove", "empty", "other", "star"],
        because: "Cloudflare refuses it, or it is a setting that no rule is about",
    },
    {
        fields: [
            "Release values.webhook.enable",
            "Release values.webhook.rules*",
            "ValidatingAdmissionPolicy*",
        ],
        because:
            "an admission that refuses less lets nothing past the preview; what each policy refuses is put to a real API server, and Polaris and the API server back each other up",
    },
    {
        fields: ["Release values.security*"],
        because:
            "which of a chart's values harden its pods the chart alone knows: the pods are judged where the pack looks into releases, and when they are admitted",
    },
    {
        fields: ["Release values.policyController*"],
        because:
            "who may probe learns whether a pod is ready; by the chart's own default that is everybody",
    },
    {
        fields: [
            "HTTPLocalRateLimitPolicy metadata.name",
            "HTTPLocalRateLimitPolicy spec.total.requestsPerSecond",
            "HTTPLocalRateLimitPolicy spec.targetRef.group",
        ],
        because:
            "it is the same limit by another name, another limit, or one that the API server refuses",
    },
    {
        fields: ["HTTPLocalRateLimitPolicy"],
        operators: ["twin"],
        because: "of two limits for one Server Linkerd keeps the older",
    },
    {
        fields: ["KubernetesCluster cni"],
        because: "k3s enforces NetworkPolicies itself where the CNI does not",
    },
    {
        fields: ["KubernetesCluster applications"],
        because:
            "Civo would install Traefik, which no policy lets call anything: default deny keeps it from every workload",
    },
    {
        fields: [
            "Bundle spec.sources*.inLine",
            "Certificate spec.dnsNames*",
            "Certificate spec.issuerRef*",
            "Certificate spec.usages*",
            "Certificate spec.privateKey.*",
            "Issuer spec*",
            "Secret stringData*",
            "Secret type",
            "ConfigMap data*",
        ],
        because:
            "cert-manager refuses it or issues nothing, or who calls is asked for another password: nobody gets in by it",
    },
    {
        fields: ["AuthService spec.auth_service"],
        operators: ["star"],
        because: "no Service has that name, so that every request is refused",
    },
    {
        fields: [
            "Deployment spec.selector*",
            "Deployment spec.template.spec.containers[].command*",
            "Deployment spec.template.spec.containers[].env*",
            "Deployment spec.template.spec.containers[].readinessProbe*",
            "Deployment spec.template.spec.containers[].securityContext.capabilities.drop",
            "Deployment spec.template.spec.containers[].volumeMounts*",
            "Deployment spec.template.spec.securityContext.runAs*",
            "Deployment spec.template.spec.volumes*",
        ],
        because:
            "what the program in the container does with it is its own; Kubernetes refuses what does not fit, and POD-01 what is dangerous",
    },
    {
        fields: ["PrometheusRule spec.groups[]*"],
        because:
            "another alert speaks of the same metric, and of most things no rule asks for an alert",
    },
    {
        fields: [
            "Listener spec.hostBinding*",
            "Listener spec.protocol",
            "Listener spec.securityModel",
        ],
        because:
            "a Host redirects what did not come by TLS, wherever a Listener takes it, and every Host is judged (ING-01)",
    },
    {
        fields: ["Mapping spec.prefix"],
        operators: ["empty"],
        because: "Emissary refuses a Mapping without prefix",
    },
    {
        fields: ["Server spec.proxyProtocol"],
        operators: ["swap"],
        because: "the proxy sees less of the call, and still asks for the identity of the caller",
    },
    {
        fields: [
            'Namespace metadata.labels["pod-security.kubernetes.io/enforce"]',
            "Namespace metadata.annotations",
            'Namespace metadata.annotations["linkerd.io/inject"]',
        ],
        because:
            "the pods of the platform's own namespaces are exempt, and all others say for themselves that they are meshed and restricted (MESH-01, POD-01)",
    },

    // Charts: what they make of their values is in the chart.
    {
        fields: ["Release values.image.tag"],
        operators: ["other"],
        because: "another tag beside the same digest, which is what is pulled",
    },
    {
        fields: [
            "Release atomic",
            "Release compat",
            "Release createNamespace",
            "Release name",
            "Release skipAwait",
            "Release timeout",
        ],
        because: "how Helm goes about it",
    },
    {
        fields: ["Release chart"],
        because:
            "another chart of the same allowed repository; without one, Pulumi refuses the Release",
    },
    {
        fields: [
            "Release values",
            "Release values.app*",
            "Release values.config*",
            "Release values.crds*",
            "Release values.createDefaultListeners",
            "Release values.createNamespaceMetadataJob",
            "Release values.dashboard*",
            "Release values.disableHeartBeat",
            "Release values.enable*Routes",
            "Release values.filterExpiredCertificates*",
            "Release values.identityTrustDomain",
            "Release values.webhook",
            "Release values.webhook.certManager*",
            "Release values.webhook.namespaceSelector*",
        ],
        because:
            "what a chart makes of it is judged where a helm binary renders it; the rules on charts say what must never be said",
    },
];

/** Fields that may be unknown without any rule's saying so, and why that is right. */
export const harmlessWhileUnknown: HarmlessFields = {
    fields: ["Secret stringData*"],
    because: "what a Secret holds is often not known; an issuer without its token issues nothing",
};
