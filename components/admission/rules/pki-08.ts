import type { AdmissionRule } from "../admissionRule";
import { parameters } from "../parameters";
import { annotations, spec } from "../parts";
import { ingressResources } from "./ingresses";

const annotation = (name: string) =>
    `dyn(object).metadata.?annotations[?"cert-manager.io/${name}"]`;

/** Issuers that an object uses, as `Kind/name`. */
const uses = [
    'object.kind == "Certificate" ? [dyn(object).spec.issuerRef.?kind.orValue("Issuer") + "/" + dyn(object).spec.issuerRef.name]',
    `(${annotation("issuer")}.hasValue() ? [${annotation("issuer-kind")}.orValue("Issuer") + "/" + ${annotation("issuer")}.value()] : []) + (${annotation("cluster-issuer")}.hasValue() ? ["ClusterIssuer/" + ${annotation("cluster-issuer")}.value()] : [])`,
].join(" : ");

export const pki08: AdmissionRule = {
    id: "PKI-08",
    title: "Each namespace uses only its own issuers",
    remedy: "name an issuer that this namespace may use",
    level: "mandatory",
    cel: {
        resources: [
            {
                apiGroups: ["cert-manager.io"],
                resources: ["certificates"],
                kinds: ["Certificate"],
            },
            ingressResources,
        ],
        judged: [spec, annotations("^cert-manager[.]io/")],
        parameters: { allowedIssuers: parameters.allowedIssuers },
        variables: { uses },
        validations: [
            {
                expression:
                    'variables.allowedIssuers.size() == 0 || variables.uses.all(u, object.metadata.namespace + "/" + u in variables.allowedIssuers)',
                wrong: "the issuer is none that is listed for this namespace",
            },
        ],
    },
};
