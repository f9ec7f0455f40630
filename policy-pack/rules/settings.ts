/** What of the rules depends on the stack; every rule says which of these it reads. */
export interface Settings {
    /** Some rules are mandatory in production and advisory elsewhere. */
    readonly environment: "production" | "development";
    readonly exemptNamespaces: readonly string[];
    readonly ingress: { readonly namespace: string; readonly name: string };
    readonly controlPlaneNamespace: string;
    readonly trustDomain: string;
    readonly trustBundle: string;
    readonly floatingTags: readonly string[];
    /** Go duration: how long the certificate that signs workload identities may be valid. */
    readonly identityIssuerMaxDuration: string;
    /** Go duration: how long any other certificate that is not a CA's may be valid. */
    readonly certificateMaxDuration: string;
    /** Go duration: how long Linkerd's workload certificates are valid. */
    readonly issuanceLifetime: string;
    /** Issuers by namespace, as `namespace/Kind/name`; empty where any may be used. */
    readonly allowedIssuers: readonly string[];
    readonly maxDnsNames: number;
    /** SHA-256 fingerprints of the trust anchors that proxies rely on. */
    readonly knownTrustAnchors: readonly string[];
    /** Services that administer, as `namespace/name`; a `*` stands for any namespace. */
    readonly adminServices: readonly string[];
}

export const defaultSettings: Settings = {
    environment: "development",
    // What runs before a mesh exists, is the mesh, or is called by the API server, which has no
    // mesh identity.
    exemptNamespaces: [
        "kube-system",
        "kube-public",
        "kube-node-lease",
        "linkerd",
        "linkerd-viz",
        "cert-manager",
        "polaris",
        "gatekeeper-system",
        "emissary-system",
    ],
    ingress: { namespace: "emissary", name: "emissary-ingress" },
    controlPlaneNamespace: "linkerd",
    trustDomain: "cluster.local",
    trustBundle: "linkerd-identity-trust-roots",
    floatingTags: ["latest", "stable", "edge", "main", "master", "dev", "nightly"],
    identityIssuerMaxDuration: "2160h",
    certificateMaxDuration: "2160h",
    issuanceLifetime: "24h",
    allowedIssuers: [],
    maxDnsNames: 3,
    knownTrustAnchors: [],
    adminServices: [
        "linkerd-viz/web",
        "linkerd-viz/tap",
        "linkerd-viz/metrics-api",
        "linkerd-viz/prometheus",
        "*/emissary-ingress-admin",
        "*/polaris-dashboard",
        "*/kubernetes-dashboard",
        "*/kubernetes-dashboard-kong-proxy",
        "*/grafana",
        "*/prometheus",
        "*/prometheus-operated",
        "*/alertmanager",
        "*/alertmanager-operated",
    ],
};

interface SettingSchema {
    type: "string" | "array" | "object" | "integer";
    description: string;
    default: string | number | string[] | Record<string, string>;
    minimum?: number;
    minLength?: number;
    enum?: string[];
    items?: { type: "string"; minLength: number };
    uniqueItems?: boolean;
    properties?: Record<string, { type: "string"; minLength: number }>;
    required?: string[];
    additionalProperties?: boolean;
}

const text = { type: "string", minLength: 1 } as const;

/** JSON schema of each setting. */
export const settingsSchema: Readonly<Record<keyof Settings, SettingSchema>> = {
    environment: {
        type: "string",
        enum: ["production", "development"],
        description: "Some rules are mandatory in production and advisory elsewhere.",
        default: defaultSettings.environment,
    },
    exemptNamespaces: {
        type: "array",
        items: text,
        uniqueItems: true,
        description: "Namespaces to which the rule does not apply. Replaces the default list.",
        default: [...defaultSettings.exemptNamespaces],
    },
    ingress: {
        type: "object",
        properties: { namespace: text, name: text },
        required: ["namespace", "name"],
        additionalProperties: false,
        description: "The one workload, or Helm release, that takes connections from outside.",
        default: { ...defaultSettings.ingress },
    },
    controlPlaneNamespace: {
        ...text,
        description: "The namespace of Linkerd's control plane.",
        default: defaultSettings.controlPlaneNamespace,
    },
    trustDomain: {
        ...text,
        description: "The mesh's trust domain.",
        default: defaultSettings.trustDomain,
    },
    trustBundle: {
        ...text,
        description: "Name of the Bundle, and of the ConfigMap it fills, with the trust anchors.",
        default: defaultSettings.trustBundle,
    },
    floatingTags: {
        type: "array",
        items: text,
        uniqueItems: true,
        description: "Image tags that move from one image to the next.",
        default: [...defaultSettings.floatingTags],
    },
    identityIssuerMaxDuration: {
        ...text,
        description:
            "How long the certificate that signs workload identities may be valid, as Go writes a duration.",
        default: defaultSettings.identityIssuerMaxDuration,
    },
    certificateMaxDuration: {
        ...text,
        description:
            "How long any other certificate that is not a CA's may be valid, as Go writes a duration.",
        default: defaultSettings.certificateMaxDuration,
    },
    issuanceLifetime: {
        ...text,
        description:
            "How long Linkerd's workload certificates are valid (identity.issuer.issuanceLifetime), as Go writes a duration.",
        default: defaultSettings.issuanceLifetime,
    },
    allowedIssuers: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "Which issuers a namespace may use, as namespace/Kind/name, e.g. emissary/Issuer/letsencrypt-production. As soon as one is given, all others are refused.",
        default: [...defaultSettings.allowedIssuers],
    },
    maxDnsNames: {
        type: "integer",
        minimum: 1,
        description: "How many names one certificate may have.",
        default: defaultSettings.maxDnsNames,
    },
    knownTrustAnchors: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "SHA-256 fingerprints of the trust anchors that proxies rely on, in hexadecimal, with colons or without. Each stays in the trust bundle until it is removed here, which is what the last step of a rotation does.",
        default: [...defaultSettings.knownTrustAnchors],
    },
    adminServices: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "Services that administer or show the inside of the platform, as namespace/name, or */name in any namespace. Replaces the default list.",
        default: [...defaultSettings.adminServices],
    },
};
