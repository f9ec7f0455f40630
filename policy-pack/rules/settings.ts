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
};

interface SettingSchema {
    type: "string" | "array" | "object";
    description: string;
    default: string | string[] | Record<string, string>;
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
};
