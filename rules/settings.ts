import { linkerdNamespace } from "./certificates/meshCa";
import { chartRepositories, systemNamespaces } from "./charts";

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
    /** Who may hold a token of the Kubernetes API: `namespace/serviceaccount`. */
    readonly apiClients: readonly string[];
    /** Registries, or paths in them, that images come from: `ghcr.io/buoyantio`. */
    readonly allowedRegistries: readonly string[];
    /** Where charts come from: a repository's URL, or what its URLs begin with. */
    readonly allowedChartRepositories: readonly string[];
    /** Where a private key belongs: a kind or type token, `#`, and the property. */
    readonly privateKeyPlaces: readonly string[];
    /** CIDR blocks of callers outside of the mesh that policies may let in by address. */
    readonly unmeshedSources: readonly string[];
    /** Who may read the proxies' metrics, as `namespace/serviceaccount`. */
    readonly metricsScrapers: readonly string[];
    /** The calls that an organisation allows, where no component of the stack says so. */
    readonly calls: readonly DeclaredCall[];
    /** Go duration: how long the certificate that signs workload identities may be valid. */
    readonly identityIssuerMaxDuration: string;
    /** Go duration: how long any other certificate that is not a CA's may be valid. */
    readonly certificateMaxDuration: string;
    /** Go duration: how long Linkerd's workload certificates are valid. */
    readonly issuanceLifetime: string;
    /** Issuers by namespace besides its own Issuers, as `namespace/Kind/name` or `namespace/Kind.group/name`. */
    readonly allowedIssuers: readonly string[];
    readonly maxDnsNames: number;
    /** SHA-256 fingerprints of the trust anchors that proxies rely on. */
    readonly knownTrustAnchors: readonly string[];
    /** Services that administer, as `namespace/name`; a `*` stands for any namespace. */
    readonly adminServices: readonly string[];
}

/** A call that is allowed. */
export interface DeclaredCall {
    /** `namespace/serviceaccount`, `internet`, or `unauthenticated@` and CIDR blocks. */
    readonly from: string;
    /** `namespace/workload`. */
    readonly to: string;
    /** Container port. */
    readonly port: number;
    /** `GET /face/*`, `shop.Cart/Get`. Default: all. */
    readonly requests?: readonly string[];
}

export const defaultSettings: Settings = {
    environment: "development",
    // What runs before a mesh exists, is the mesh, or is called by the API server, which has no
    // mesh identity.
    exemptNamespaces: [...systemNamespaces, "kube-node-lease", "kube-public", "kube-system"].sort(),
    ingress: { namespace: "emissary", name: "emissary-ingress" },
    controlPlaneNamespace: linkerdNamespace,
    trustDomain: "cluster.local",
    trustBundle: "linkerd-identity-trust-roots",
    floatingTags: ["latest", "stable", "edge", "main", "master", "dev", "nightly"],
    apiClients: ["emissary/emissary-ingress"],
    allowedRegistries: [
        "cr.l5d.io/linkerd",
        "docker.io/nginxinc",
        "docker.io/prom",
        "ghcr.io/buoyantio",
        "ghcr.io/emissary-ingress",
        "quay.io/jetstack",
        "us-docker.pkg.dev/fairwinds-ops",
    ],
    allowedChartRepositories: chartRepositories,
    privateKeyPlaces: [
        "core/Secret#data",
        "core/Secret#stringData",
        "pulumi:providers:kubernetes#kubeconfig",
        "zero-trust-components:index:Cluster#existing.kubeconfig",
        "zero-trust-components:index:MeshIdentity#externalCa.demonstration.privateKey",
    ],
    unmeshedSources: [],
    metricsScrapers: ["linkerd-viz/prometheus"],
    calls: [],
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

type ItemSchema =
    | { type: "string"; minLength: number; pattern?: string }
    | { type: "integer"; minimum: number; maximum: number }
    | { type: "array"; items: { type: "string"; minLength: number } };

interface SettingSchema {
    type: "string" | "array" | "object" | "integer";
    description: string;
    default: string | number | string[] | Record<string, string>;
    minimum?: number;
    minLength?: number;
    enum?: string[];
    items?:
        | { type: "string"; minLength: number }
        | {
              type: "object";
              properties: Record<string, ItemSchema>;
              required: string[];
              additionalProperties: boolean;
          };
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
    apiClients: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "ServiceAccounts whose pods may hold a token of the Kubernetes API, as namespace/name.",
        default: [...defaultSettings.apiClients],
    },
    allowedRegistries: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "Registries, or paths in them, that images may come from, e.g. ghcr.io/example. The default has what this architecture runs, so every other stack gives its own; an empty list allows nothing.",
        default: [...defaultSettings.allowedRegistries],
    },
    allowedChartRepositories: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "Chart repositories, or what their URLs begin with, e.g. oci://ghcr.io/example. The default has what this architecture installs, so every other stack gives its own; an empty list allows charts of local folders only.",
        default: [...defaultSettings.allowedChartRepositories],
    },
    privateKeyPlaces: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "Properties that may hold a private key, as group/Kind#path of a Kubernetes kind or as a type token with #path. Replaces the default list.",
        default: [...defaultSettings.privateKeyPlaces],
    },
    unmeshedSources: {
        type: "array",
        items: text,
        uniqueItems: true,
        description:
            "CIDR blocks of callers outside of the mesh that policies may let in by address.",
        default: [...defaultSettings.unmeshedSources],
    },
    metricsScrapers: {
        type: "array",
        items: text,
        uniqueItems: true,
        description: "Who may read the proxies' metrics, as namespace/serviceaccount.",
        default: [...defaultSettings.metricsScrapers],
    },
    calls: {
        type: "array",
        items: {
            type: "object",
            properties: {
                from: {
                    ...text,
                    pattern: "^(internet|unauthenticated(@[0-9a-f.:/,]+)?|[^/@]+/[^/@]+)$",
                },
                to: { ...text, pattern: "^[^/]+/[^/]+$" },
                port: { type: "integer", minimum: 1, maximum: 65535 },
                requests: { type: "array", items: text },
            },
            required: ["from", "to", "port"],
            additionalProperties: false,
        },
        description:
            "The calls that are allowed: from namespace/serviceaccount, internet or unauthenticated@CIDR, to namespace/workload, on a container port, with requests such as GET /face/*. For stacks whose components carry no access model.",
        default: [],
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
            "Which issuers a namespace may use besides its own Issuers, as namespace/Kind/name, e.g. shop/ClusterIssuer/letsencrypt, or namespace/Kind.group/name where they are not cert-manager's own.",
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
