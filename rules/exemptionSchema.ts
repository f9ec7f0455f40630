/** How long an exemption may last, so that somebody decides anew. */
export const maximumExemptionDays = 90;

/** JSON schema of one exemption. */
export const exemptionSchema = {
    type: "object",
    description: "A rule that does not refuse one resource, until a day.",
    properties: {
        rule: {
            type: "string",
            pattern: "^[A-Z]+-\\d{2}$",
            description: "The id of one rule, e.g. SC-01.",
        },
        resource: {
            type: "object",
            description: "The one resource, as violations name it.",
            properties: {
                kind: {
                    type: "string",
                    pattern: "^\\w+$",
                    description: "The kind, e.g. Deployment.",
                },
                namespace: {
                    type: "string",
                    pattern: "^[a-z0-9-]+$",
                    description: "The namespace, where the resource has one.",
                },
                name: {
                    type: "string",
                    minLength: 1,
                    description:
                        "The name. It may end with * after at least three characters, for names that are generated.",
                },
            },
            required: ["kind", "name"],
            additionalProperties: false,
        },
        owner: {
            type: "string",
            pattern: "\\S",
            description: "Who answers for it, e.g. platform@example.com.",
        },
        reason: { type: "string", pattern: "\\S", description: "Why it has to be." },
        expiry: {
            type: "string",
            pattern: "^\\d{4}-\\d{2}-\\d{2}$",
            description: `The last day on which it holds, e.g. 2026-12-31, at most ${maximumExemptionDays} days ahead.`,
        },
    },
    required: ["rule", "resource", "owner", "reason", "expiry"],
    additionalProperties: false,
} as const;
