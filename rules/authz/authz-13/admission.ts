import type { Admission } from "../../admission/admission";
import { celLiteral } from "../../admission/cel";
import { spec } from "../../admission/parts";

/** Versions that are served and not deprecated; the first is the one to write. */
const versions: Record<string, string[]> = {
    Server: ["v1beta3", "v1beta2"],
    AuthorizationPolicy: ["v1alpha1"],
    MeshTLSAuthentication: ["v1alpha1"],
    NetworkAuthentication: ["v1alpha1"],
    HTTPRoute: ["v1beta3", "v1beta2"],
    EgressNetwork: ["v1alpha1"],
    HTTPLocalRateLimitPolicy: ["v1alpha1"],
};

export const admission: Admission = {
    cel: {
        resources: [
            {
                apiGroups: ["policy.linkerd.io"],
                resources: [
                    "servers",
                    "authorizationpolicies",
                    "meshtlsauthentications",
                    "networkauthentications",
                    "httproutes",
                    "egressnetworks",
                    "httplocalratelimitpolicies",
                    "serverauthorizations",
                ],
                kinds: [...Object.keys(versions), "ServerAuthorization"],
            },
        ],
        judged: [spec],
        variables: { lasting: celLiteral(versions) },
        validations: [
            {
                expression: 'object.kind != "ServerAuthorization"',
                wrong: "ServerAuthorization has been superseded by AuthorizationPolicy",
                remedy: "write an AuthorizationPolicy with a MeshTLSAuthentication",
            },
            {
                expression:
                    'object.kind == "ServerAuthorization" || object.apiVersion.split("/")[1] in variables.lasting[object.kind]',
                wrong: "the version is one that Linkerd does not serve or has deprecated",
            },
        ],
    },
};
