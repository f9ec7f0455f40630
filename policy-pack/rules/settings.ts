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
    /** CIDR blocks of callers outside of the mesh that policies may let in by address. */
    readonly unmeshedSources: readonly string[];
    /** Who may read the proxies' metrics, as `namespace/serviceaccount`. */
    readonly metricsScrapers: readonly string[];
    /** The calls that an organisation allows, where no component of the stack says so. */
    readonly calls: readonly DeclaredCall[];
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
    unmeshedSources: [],
    metricsScrapers: ["linkerd-viz/prometheus"],
    calls: [],
};

type ItemSchema =
    | { type: "string"; minLength: number; pattern?: string }
    | { type: "integer"; minimum: number; maximum: number }
    | { type: "array"; items: { type: "string"; minLength: number } };

interface SettingSchema {
    type: "string" | "array" | "object";
    description: string;
    default: string | string[] | Record<string, string>;
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
};
