import type { Admission } from "../../admission/admission";
import { parameters } from "../../admission/parameters";
import { annotations, spec } from "../../admission/parts";
import {
    asksForCa,
    certificateRequestResources,
    certificateResources,
    issuersUsed,
} from "../../admission/issuers";

/** A CertificateRequest renews what a Certificate asked for, perhaps before there was this rule: CAs no more. */
export const admission: Admission = {
    cel: {
        resources: [...certificateResources, certificateRequestResources],
        judged: [spec, annotations("^cert-manager[.]io/")],
        parameters: {
            allowedIssuers: parameters.allowedIssuers,
            certManagerUser: parameters.certManagerUser,
        },
        variables: {
            shared: `(${issuersUsed}).filter(u, !u.startsWith("Issuer/"))`,
            asksForCa,
            isOfCertificate:
                'object.kind == "CertificateRequest" && (request.?operation.orValue("") == "" || request.userInfo.username == variables.certManagerUser)',
        },
        validations: [
            {
                expression:
                    'variables.isOfCertificate || variables.shared.all(u, object.metadata.namespace + "/" + u in variables.allowedIssuers)',
                wrong: "the issuer is not the namespace's own, and none that is listed for it",
            },
            {
                expression: "!variables.asksForCa || variables.shared.size() == 0",
                wrong: "a CA that an issuer of several namespaces signs can make certificates in all of their names",
                remedy: "ask for a certificate that signs nothing: leave out isCA and the usage cert sign",
            },
        ],
    },
};
