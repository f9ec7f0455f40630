import type { AdmissionRule } from "../admissionRule";
import { parameters } from "../parameters";
import { annotations, spec } from "../parts";
import {
    asksForCa,
    certificateRequestResources,
    certificateResources,
    issuersUsed,
} from "./issuers";

/** A CertificateRequest renews what a Certificate asked for, perhaps before there was this rule: CAs no more. */
export const pki08: AdmissionRule = {
    id: "PKI-08",
    title: "Each namespace uses only its own issuers",
    remedy: "use an Issuer of the same namespace, or add namespace/Kind/name to allowedIssuers",
    level: "mandatory",
    cel: {
        resources: [...certificateResources, certificateRequestResources],
        judged: [spec, annotations("^cert-manager[.]io/")],
        parameters: { allowedIssuers: parameters.allowedIssuers },
        variables: {
            shared: `(${issuersUsed}).filter(u, !u.startsWith("Issuer/"))`,
            asksForCa,
        },
        validations: [
            {
                expression:
                    'object.kind == "CertificateRequest" || variables.shared.all(u, object.metadata.namespace + "/" + u in variables.allowedIssuers)',
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
