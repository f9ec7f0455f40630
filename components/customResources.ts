import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A reference to a cert-manager issuer. */
export interface IssuerRef {
    name: string;
    /** `Issuer`, `ClusterIssuer`, or the kind of an external issuer. */
    kind: string;
    /** API group of the kind; `cert-manager.io` for cert-manager's own. */
    group: string;
}

/** cert-manager.io/v1 Certificate, as far as the platform uses it. */
export interface CertificateSpec {
    secretName: string;
    /** Go duration, e.g. `48h`. */
    duration: string;
    /** Go duration before expiry at which the certificate is renewed. */
    renewBefore: string;
    commonName?: string;
    dnsNames: string[];
    isCA?: boolean;
    usages: string[];
    privateKey: { algorithm: "ECDSA"; size: 256; rotationPolicy: "Always" };
    issuerRef: IssuerRef;
}

/** cert-manager.io/v1 Issuer and ClusterIssuer, as far as the platform uses them. */
export interface IssuerSpec {
    acme?: {
        email: string;
        server: string;
        privateKeySecretRef: { name: string };
        solvers: {
            selector: { dnsNames: string[] };
            dns01: { cloudflare: { apiTokenSecretRef: { name: string; key: string } } };
        }[];
    };
    ca?: { secretName: string };
    vault?: {
        server: string;
        path: string;
        /** PEM bundle in base64. */
        caBundle?: string;
        auth: {
            kubernetes: {
                role: string;
                mountPath: string;
                serviceAccountRef: { name: string };
            };
        };
    };
}

/** trust.cert-manager.io/v1alpha1 Bundle with public certificates given in line. */
export interface BundleSpec {
    sources: { inLine: string }[];
    target: {
        configMap: { key: string };
        namespaceSelector: { matchLabels: Record<string, string> };
    };
}

/** A label selector. */
export interface LabelSelector {
    matchLabels: Record<string, string>;
}

/** policy.linkerd.io/v1beta3 Server: one port of the selected pods. */
export interface ServerSpec {
    podSelector: LabelSelector | { matchExpressions: { key: string; operator: "Exists" }[] };
    /** Name or number of the container port. */
    port: string | number;
    proxyProtocol: "unknown" | "HTTP/1" | "HTTP/2" | "gRPC" | "opaque" | "TLS";
    /** What happens to a request that no policy authorises. */
    accessPolicy: "deny" | "audit";
}

/** policy.linkerd.io/v1alpha1 MeshTLSAuthentication of ServiceAccounts. */
export interface MeshTLSAuthenticationSpec {
    identityRefs: { kind: "ServiceAccount"; name: string; namespace: string }[];
}

/** policy.linkerd.io/v1alpha1 NetworkAuthentication. */
export interface NetworkAuthenticationSpec {
    networks: { cidr: string }[];
}

/** policy.linkerd.io/v1alpha1 AuthorizationPolicy. */
export interface AuthorizationPolicySpec {
    targetRef: { group: string; kind: "Server" | "HTTPRoute"; name: string };
    requiredAuthenticationRefs: {
        group: "policy.linkerd.io";
        kind: "MeshTLSAuthentication" | "NetworkAuthentication";
        name: string;
    }[];
}

/** gateway.networking.k8s.io/v1 HTTPRoute with a Server as parent: inbound authorisation. */
export interface HTTPRouteSpec {
    parentRefs: { group: "policy.linkerd.io"; kind: "Server"; name: string }[];
    rules: {
        matches: {
            method?: "GET";
            path: { type: "Exact" | "PathPrefix"; value: string };
        }[];
    }[];
}

/** getambassador.io/v3alpha1 Listener. */
export interface ListenerSpec {
    /** Container port. */
    port: number;
    protocol: "HTTP" | "HTTPS";
    securityModel: "XFP";
    hostBinding: { namespace: { from: "SELF" } };
}

/** getambassador.io/v3alpha1 Host. */
export interface HostSpec {
    hostname: string;
    tlsSecret: { name: string };
    tls: { min_tls_version: "v1.2" };
    requestPolicy: { insecure: { action: "Redirect" } };
    mappingSelector: LabelSelector;
}

/** getambassador.io/v3alpha1 Mapping. */
export interface MappingSpec {
    hostname: string;
    prefix: string;
    rewrite: string;
    service: string;
    remove_request_headers: string[];
}

/** getambassador.io/v3alpha1 AuthService. */
export interface AuthServiceSpec {
    auth_service: string;
    proto: "http";
    timeout_ms: number;
    failure_mode_allow: false;
    allowed_authorization_headers: string[];
}

/** monitoring.coreos.com/v1 PrometheusRule, as far as the platform uses it. */
export interface PrometheusRuleSpec {
    groups: {
        name: string;
        rules: {
            alert: string;
            expr: string;
            /** Prometheus duration, e.g. `10m`, for which the expression must hold. */
            for: string;
            labels: { severity: "warning" | "critical" };
            annotations: { summary: string };
        }[];
    }[];
}

/** The spec of each kind. */
export interface CustomResourceSpecs {
    Certificate: CertificateSpec;
    Issuer: IssuerSpec;
    ClusterIssuer: IssuerSpec;
    Bundle: BundleSpec;
    Server: ServerSpec;
    MeshTLSAuthentication: MeshTLSAuthenticationSpec;
    NetworkAuthentication: NetworkAuthenticationSpec;
    AuthorizationPolicy: AuthorizationPolicySpec;
    HTTPRoute: HTTPRouteSpec;
    Listener: ListenerSpec;
    Host: HostSpec;
    Mapping: MappingSpec;
    AuthService: AuthServiceSpec;
    PrometheusRule: PrometheusRuleSpec;
}

/** The kinds of custom resources that the platform writes. */
export type CustomResourceKind = keyof CustomResourceSpecs;

/** The version of each kind to write: served and stored by the pinned charts. */
export const apiVersions = {
    Certificate: "cert-manager.io/v1",
    Issuer: "cert-manager.io/v1",
    ClusterIssuer: "cert-manager.io/v1",
    Bundle: "trust.cert-manager.io/v1alpha1",
    Server: "policy.linkerd.io/v1beta3",
    MeshTLSAuthentication: "policy.linkerd.io/v1alpha1",
    NetworkAuthentication: "policy.linkerd.io/v1alpha1",
    AuthorizationPolicy: "policy.linkerd.io/v1alpha1",
    HTTPRoute: "gateway.networking.k8s.io/v1",
    Listener: "getambassador.io/v3alpha1",
    Host: "getambassador.io/v3alpha1",
    Mapping: "getambassador.io/v3alpha1",
    AuthService: "getambassador.io/v3alpha1",
    PrometheusRule: "monitoring.coreos.com/v1",
} as const satisfies Record<CustomResourceKind, string>;

/** Metadata of a custom resource: plain values, since policies read them at preview. */
export interface CustomResourceMetadata {
    name: string;
    /** Absent for cluster-scoped kinds. */
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
}

/** Makes a custom resource whose kind, version and spec belong together. */
export function customResource<Kind extends CustomResourceKind>(
    kind: Kind,
    name: string,
    args: { metadata: CustomResourceMetadata; spec: CustomResourceSpecs[Kind] },
    opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource {
    return new kubernetes.apiextensions.CustomResource(
        name,
        { apiVersion: apiVersions[kind], kind, metadata: args.metadata, spec: args.spec },
        opts,
    );
}

/**
 * Annotation by which the Kubernetes provider waits for a condition of the object, so that what
 * depends on a Certificate starts when it is issued, not when it is asked for.
 */
export function waitForCondition(condition: string): Record<string, string> {
    return { "pulumi.com/waitFor": `condition=${condition}` };
}
