import type { Admission } from "../../admission/admission";
import { spec } from "../../admission/parts";

export const admission: Admission = {
    cel: {
        resources: [
            {
                apiGroups: ["policy.linkerd.io"],
                resources: [
                    "meshtlsauthentications",
                    "networkauthentications",
                    "authorizationpolicies",
                ],
                kinds: ["MeshTLSAuthentication", "NetworkAuthentication", "AuthorizationPolicy"],
            },
        ],
        judged: [spec],
        variables: {
            spec: "dyn(object).?spec.orValue({})",
            lists: '["identities", "identityRefs", "networks", "requiredAuthenticationRefs"].filter(k, k in variables.spec)',
        },
        validations: [
            {
                expression:
                    "variables.lists.size() > 0 && variables.lists.all(k, variables.spec[k].size() > 0)",
                wrong: "nobody is let in: a list of callers is empty or missing",
            },
        ],
    },
};
