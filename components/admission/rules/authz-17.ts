import type { AdmissionRule } from "../admissionRule";
import { spec } from "../parts";

export const authz17: AdmissionRule = {
    id: "AUTHZ-17",
    title: "No authentication is empty",
    remedy: "name at least one caller, or remove the object",
    level: "mandatory",
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
