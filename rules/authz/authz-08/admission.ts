import type { Admission } from "../../admission/admission";
import { spec } from "../../admission/parts";

export const admission: Admission = {
    cel: {
        resources: [
            {
                apiGroups: ["policy.linkerd.io"],
                resources: ["serverauthorizations"],
                kinds: ["ServerAuthorization"],
            },
        ],
        judged: [spec],
        variables: { client: "dyn(object).?spec.?client.orValue({})" },
        validations: [
            {
                expression: "!variables.client.?unauthenticated.orValue(false)",
                wrong: "callers without identity are let in",
            },
            {
                expression: "!variables.client.?meshTLS.?unauthenticatedTLS.orValue(false)",
                wrong: "every TLS client is let in, whoever it is",
            },
            {
                expression:
                    'variables.client.?meshTLS.?identities.orValue([]).all(i, !i.contains("*"))',
                wrong: "an identity is a pattern, which lets in whoever comes to match it",
            },
        ],
    },
};
