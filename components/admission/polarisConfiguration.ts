/**
 * Polaris' configuration. Its one check looks at pod templates, where every meshed workload of the
 * platform says that it is injected; `danger` is the only severity that the webhook refuses.
 */
export function polarisConfiguration(exemptNamespaces: string[]) {
    return {
        checks: { linkerdSidecarInjected: "danger" },
        customChecks: {
            linkerdSidecarInjected: {
                successMessage: "Linkerd's sidecar is injected",
                failureMessage: "Linkerd sidecar should be injected to enable mTLS",
                category: "Security",
                target: "PodTemplate",
                schema: {
                    $schema: "http://json-schema.org/draft-07/schema",
                    type: "object",
                    required: ["metadata"],
                    properties: {
                        metadata: {
                            type: "object",
                            required: ["annotations"],
                            properties: {
                                annotations: {
                                    type: "object",
                                    required: ["linkerd.io/inject"],
                                    properties: {
                                        "linkerd.io/inject": { type: "string", const: "enabled" },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
        exemptions: exemptNamespaces.map((namespace) => ({
            namespace,
            rules: ["linkerdSidecarInjected"],
        })),
    };
}
