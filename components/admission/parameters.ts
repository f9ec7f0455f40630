import type { Parameter } from "./admissionRule";

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;

/** Settings as parameters of rules, by the names that expressions know. */
export const parameters = {
    ingress: {
        schema: {
            type: "object",
            properties: {
                namespace: text,
                name: text,
                listenerPorts: { type: "array", items: { type: "integer" } },
            },
        },
        value: ({ ingress }) => ({ ...ingress }),
    },
    proxyImages: { schema: text, value: ({ proxyImages }) => proxyImages },
    allowedRegistries: {
        schema: texts,
        value: ({ allowedRegistries }) =>
            allowedRegistries.map((registry) => registry.replace(/\/+$/, "")),
    },
    floatingTags: { schema: texts, value: ({ floatingTags }) => floatingTags },
    allowedIssuers: { schema: texts, value: ({ allowedIssuers }) => allowedIssuers },
    identityEnding: {
        schema: text,
        value: ({ controlPlaneNamespace, trustDomain }) =>
            `.serviceaccount.identity.${controlPlaneNamespace}.${trustDomain}`,
    },
} as const satisfies Record<string, Parameter>;
