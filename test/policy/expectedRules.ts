/**
 * The rules of which one refuses a mutation, by the field that is mutated; `*` stands for any
 * characters. The first row that fits a field counts.
 */
export const expectedRules: readonly (readonly [fields: string, ...rules: string[]])[] = [
    ["AuthService", "ING-06"],
    ["AuthService metadata*", "NET-04"],
    ["AuthService *", "ING-07", "AUTHZ-14"],

    ["AuthorizationPolicy", "AUTHZ-12", "AUTHZ-11", "AUTHZ-14", "ING-07"],
    ["AuthorizationPolicy metadata*", "AUTHZ-04", "AUTHZ-11", "AUTHZ-12", "AUTHZ-14", "ING-07"],
    [
        "AuthorizationPolicy spec.targetRef*",
        "AUTHZ-04",
        "AUTHZ-09",
        "AUTHZ-11",
        "AUTHZ-12",
        "AUTHZ-14",
    ],
    ["AuthorizationPolicy spec*.*Refs[]*", "AUTHZ-04", "AUTHZ-17", "AUTHZ-11", "AUTHZ-14"],
    ["AuthorizationPolicy spec*", "AUTHZ-17"],

    ["Bundle *", "PKI-11"],

    ["Certificate", "PKI-03"],
    ["Certificate metadata*", "PKI-03", "PKI-08", "PKI-13"],
    ["Certificate spec.dnsNames*", "PKI-09", "PKI-10", "PKI-13"],
    ["Certificate spec.duration", "PKI-04", "PKI-05"],
    ["Certificate spec.renewBefore", "PKI-04", "PKI-05"],
    ["Certificate spec.privateKey.algorithm", "PKI-07"],
    ["Certificate spec.privateKey.size", "PKI-07"],
    ["Certificate spec.privateKey*", "PKI-06"],
    ["Certificate spec.secretName", "ING-02", "PKI-03", "PKI-13"],
    ["Certificate spec", "PKI-06"],
    ["Certificate spec.*", "PKI-03"],

    ["ClusterIssuer *", "PKI-01"],

    ["ValidatingAdmissionPolicy*", "GOV-04", "NET-04"],

    ["HTTPLocalRateLimitPolicy*", "ING-12", "NET-04"],
    ["ConfigMap metadata*", "NET-04"],

    ["Deployment", "ID-01", "AUTHZ-05"],
    ["Deployment metadata*", "AUTHZ-05", "ID-04", "MESH-08", "NET-04"],
    ["Deployment spec.template.metadata.annotations*inject*", "MESH-01", "MESH-02"],
    ["Deployment spec.template.metadata.annotations*", "AUTHZ-01"],
    ["Deployment spec.template.spec.automountServiceAccountToken", "ID-03"],
    ["Deployment spec.template.spec.containers[].env*", "SEC-01", "SEC-05"],
    ["Deployment spec.template.spec.containers[].image", "SC-01", "SC-02", "SC-03"],
    ["Deployment spec.template.spec.containers[].readinessProbe.httpGet*", "AUTHZ-11", "AUTHZ-14"],
    ["Deployment spec.template.spec.containers[].readinessProbe", "POD-03"],
    ["Deployment spec.template.spec.containers[].resources*", "POD-03"],
    ["Deployment spec.template.spec.containers[].securityContext", "POD-01", "POD-02"],
    ["Deployment spec.template.spec.containers[].securityContext.readOnlyRootFilesystem", "POD-02"],
    ["Deployment spec.template.spec.*ecurityContext*", "POD-01"],
    ["Deployment spec.template.spec.containers*", "AUTHZ-03", "AUTHZ-14"],
    ["Deployment spec.template.spec.serviceAccountName", "ID-01", "ID-02", "ID-04"],
    ["Deployment spec.template.spec.volumes*", "POD-01"],
    ["Deployment spec.template.spec", "ID-02"],
    ["Deployment spec*", "NET-02"],

    ["DnsRecord name", "CLD-04", "CLD-05"],
    ["DnsRecord proxied", "CLD-03", "CLD-04"],
    ["DnsRecord*", "CLD-05"],

    ["Firewall ingressRules[].cidrs[]", "CLD-01", "CLD-03"],
    ["Firewall ingressRules[].cidrs", "CLD-01", "CLD-03"],
    ["Firewall *", "CLD-01", "CLD-03"],
    ["KubernetesCluster kubernetesVersion", "CLD-07"],
    ["KubernetesCluster *", "CLD-02"],
    ["kubernetes version", "SC-04"],

    ["HTTPRoute", "AUTHZ-04", "AUTHZ-11", "AUTHZ-12", "AUTHZ-14"],
    ["HTTPRoute metadata*", "AUTHZ-04", "AUTHZ-11", "AUTHZ-12", "AUTHZ-14"],
    ["HTTPRoute *", "AUTHZ-07", "AUTHZ-11", "AUTHZ-12", "AUTHZ-14"],

    ["Host", "ING-05", "ING-13", "AUTHZ-14"],
    ["Host metadata*", "PKI-13", "NET-04"],
    ["Host spec.hostname", "ING-03", "ING-04", "PKI-13"],
    ["Host spec.mappingSelector*", "ING-04"],
    ["Host spec.requestPolicy*", "ING-01", "ING-02"],
    ["Host spec.tlsSecret*", "ING-02"],
    ["Host spec*", "ING-10"],

    ["Issuer *", "PKI-10"],
    ["Listener", "MESH-03"],
    ["Listener metadata*", "NET-04"],
    ["Listener spec.securityModel", "ING-01", "AUTHZ-14"],
    ["Listener *", "MESH-03", "AUTHZ-14"],

    ["Mapping", "ING-05", "AUTHZ-14"],
    ["Mapping metadata*", "ING-04", "AUTHZ-16", "NET-04"],
    ["Mapping spec.hostname", "ING-03", "ING-04"],
    ["Mapping spec.service", "AUTHZ-14", "AUTHZ-16"],
    ["Mapping spec", "ING-03"],
    ["Mapping *", "AUTHZ-14"],

    ["MeshTLSAuthentication", "AUTHZ-04", "AUTHZ-14"],
    ["MeshTLSAuthentication metadata*", "AUTHZ-04", "AUTHZ-14", "NET-04"],
    ["MeshTLSAuthentication spec*", "AUTHZ-17", "AUTHZ-06", "AUTHZ-14"],

    ["Namespace", "NET-01"],
    ["Namespace metadata.annotations*inject*", "AUTHZ-01", "MESH-08", "AUTHZ-14"],
    ["Namespace metadata.annotations*", "AUTHZ-01"],
    ["Namespace metadata.labels*is-control-plane*", "PKI-11"],
    ["Namespace metadata.labels*", "POD-04", "MESH-08"],
    ["Namespace metadata.name", "AUTHZ-01", "AUTHZ-18", "NET-01"],
    ["Namespace metadata", "POD-04"],

    ["NetworkAuthentication", "AUTHZ-11"],
    ["NetworkAuthentication metadata*", "AUTHZ-11"],
    ["NetworkAuthentication spec*", "AUTHZ-17", "AUTHZ-07", "AUTHZ-11", "AUTHZ-14"],

    ["NetworkPolicy", "NET-01", "NET-02", "AUTHZ-18", "AUTHZ-14"],
    ["NetworkPolicy metadata*", "NET-01", "NET-02", "NET-03", "AUTHZ-14"],
    ["NetworkPolicy spec.policyTypes*", "NET-01", "AUTHZ-14"],
    ["NetworkPolicy spec*", "NET-02", "NET-03", "NET-01", "AUTHZ-18", "AUTHZ-11", "AUTHZ-14"],

    ["PrometheusRule metadata*", "NET-04"],
    ["PrometheusRule*", "PKI-14"],

    ["Release", "AUTHZ-06", "GOV-04", "MESH-03", "PKI-14"],
    ["Release chart", "SC-05", "GOV-04", "PKI-14"],
    ["Release version", "SC-04"],
    ["Release name", "MESH-03"],
    ["Release namespace", "AUTHZ-06", "MESH-03", "NET-04"],
    ["Release repositoryOpts*", "SC-05"],
    ["Release values.identity*", "PKI-11"],
    ["Release values.podAnnotations*inject*", "MESH-02"],
    ["Release values.podAnnotations*default-inbound*", "AUTHZ-01"],
    ["Release values.podAnnotations*", "MESH-03"],
    ["Release values.webhookFailurePolicy", "MESH-05"],
    ["Release values.webhook*", "GOV-04"],
    ["Release values.config*", "GOV-04"],
    ["Release values*", "GOV-04", "MESH-11", "PKI-11"],

    ["Secret metadata*", "NET-04", "PKI-10"],
    ["Secret stringData*", "PKI-01", "PKI-10"],

    ["Server", "AUTHZ-03", "AUTHZ-04", "AUTHZ-10", "AUTHZ-14"],
    ["Server metadata*", "AUTHZ-03", "AUTHZ-04", "AUTHZ-05", "ING-07", "NET-04", "AUTHZ-14"],
    ["Server spec.accessPolicy", "AUTHZ-02"],
    ["Server spec.proxyProtocol", "AUTHZ-14"],
    ["Server *", "AUTHZ-03", "AUTHZ-05", "AUTHZ-10", "AUTHZ-11", "AUTHZ-14"],

    ["Service", "ING-08", "AUTHZ-14"],
    ["Service metadata*", "NET-04", "AUTHZ-14"],
    ["Service spec.ports*", "AUTHZ-03", "AUTHZ-14"],
    ["Service spec.type", "ING-09"],
    ["Service spec*", "ING-08", "AUTHZ-14"],

    ["ServiceAccount automountServiceAccountToken", "ID-03"],
    ["ServiceAccount*", "ID-04", "NET-04"],

    ["ZoneDnssec *", "CLD-05"],
    ["ZoneSetting *", "CLD-06"],

    ["Emissary access*", "AUTHZ-14"],
];
