import { issuerText } from "../certificates/meshCa";
import type { Parameter } from "./admission";

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
    certManagerUser: { schema: text, value: ({ certManagerUser }) => certManagerUser },
    certificateRequesters: {
        schema: texts,
        value: ({ certificateRequesters }) => certificateRequesters,
    },
    controlPlaneNamespace: {
        schema: text,
        value: ({ controlPlaneNamespace }) => controlPlaneNamespace,
    },
    meshCa: { schema: text, value: ({ meshCa }) => issuerText(meshCa) },
    meshCaAccount: {
        schema: { type: "object", properties: { namespace: text, name: text } },
        value: ({ meshCaAccount }) => ({ ...meshCaAccount }),
    },
    /** What names of the mesh's identities end in, without the dot before it. */
    identityDomain: {
        schema: text,
        value: ({ controlPlaneNamespace, trustDomain }) =>
            `identity.${controlPlaneNamespace}.${trustDomain}`,
    },
    trustDomain: { schema: text, value: ({ trustDomain }) => trustDomain },
    identityEnding: {
        schema: text,
        value: ({ controlPlaneNamespace, trustDomain }) =>
            `.serviceaccount.identity.${controlPlaneNamespace}.${trustDomain}`,
    },
} as const satisfies Record<string, Parameter>;
