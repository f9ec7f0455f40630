import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { IssuerRef } from "zero-trust-rules";

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

/** cert-manager.io/v1 Issuer, as far as the platform uses it. */
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

/** policy.cert-manager.io/v1alpha1 CertificateRequestPolicy, as far as the platform uses it. */
export interface CertificateRequestPolicySpec {
    /** What a request may have; whatever is left out it may not. */
    allowed: {
        commonName: { value: string; required: boolean };
        /** A `*` stands for any characters. */
        dnsNames: { values: string[]; required: boolean };
        isCA?: boolean;
        usages: string[];
    };
    constraints?: {
        maxDuration: string;
        privateKey: { algorithm: "ECDSA"; minSize: number; maxSize: number };
    };
    /** The requests that it is asked about. */
    selector: { issuerRef: IssuerRef; namespace: { matchNames: string[] } };
}

/** getambassador.io/v3alpha1 Listener. */
export interface ListenerSpec {
    /** Container port. */
    port: number;
    protocol: "HTTP" | "HTTPS";
    securityModel: "XFP";
    hostBinding: { namespace: { from: "SELF" } };
}

/**
 * getambassador.io/v3alpha1 Host that serves nothing and needs no Secret. Those that serve something
 * are compiled.
 */
export interface RefusingHostSpec {
    hostname: string;
    requestPolicy: { insecure: { action: "Reject" } };
    mappingSelector: { matchLabels: Record<string, string> };
}

/** monitoring.coreos.com/v1 PrometheusRule, as far as the platform uses it. */
export interface PrometheusRuleSpec {
    groups: { name: string; rules: AlertRule[] }[];
}

/** An alerting rule of Prometheus. */
export interface AlertRule {
    alert: string;
    expr: string;
    /** Prometheus duration, e.g. `10m`, for which the expression must hold. */
    for: string;
    labels: { severity: "warning" | "critical"; fingerprint?: string };
    annotations: { summary: string; description: string; runbook_url: string };
}

/** The spec of each kind. */
export interface CustomResourceSpecs {
    Certificate: CertificateSpec;
    Issuer: IssuerSpec;
    Bundle: BundleSpec;
    CertificateRequestPolicy: CertificateRequestPolicySpec;
    Listener: ListenerSpec;
    Host: RefusingHostSpec;
    PrometheusRule: PrometheusRuleSpec;
}

/** The kinds of custom resources that the components write by hand; the others are compiled. */
export type CustomResourceKind = keyof CustomResourceSpecs;

/** The version of each kind to write: served and stored by the pinned charts. */
export const apiVersions = {
    Certificate: "cert-manager.io/v1",
    Issuer: "cert-manager.io/v1",
    Bundle: "trust.cert-manager.io/v1alpha1",
    CertificateRequestPolicy: "policy.cert-manager.io/v1alpha1",
    Listener: "getambassador.io/v3alpha1",
    Host: "getambassador.io/v3alpha1",
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
