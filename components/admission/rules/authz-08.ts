import type { AdmissionRule } from "../admissionRule";
import { spec } from "../parts";

export const authz08: AdmissionRule = {
    id: "AUTHZ-08",
    title: "No ServerAuthorization lets in who has no identity",
    remedy: "write an AuthorizationPolicy with a MeshTLSAuthentication instead",
    level: "mandatory",
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
