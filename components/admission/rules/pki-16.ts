import type { AdmissionRule } from "../admissionRule";
import { podVariables, workloadResources } from "../cel";
import { parameters } from "../parameters";
import { annotations, content, field } from "../parts";

const isAccount = (namespace: string, name: string) =>
    `(${namespace} == variables.meshCaAccount.namespace && ${name} == variables.meshCaAccount.name)`;
const namespace = 'dyn(object).metadata.?namespace.orValue("")';
const tokenOf =
    'dyn(object).metadata.?annotations[?"kubernetes.io/service-account.name"].orValue("")';

/** The mesh's CA signs for whoever shows a token of this account. */
export const pki16: AdmissionRule = {
    id: "PKI-16",
    title: "Only cert-manager has tokens of the account by which it signs in to the mesh's CA",
    remedy: "use a ServiceAccount of your own",
    level: "mandatory",
    cel: {
        resources: [
            ...workloadResources,
            { apiGroups: [""], resources: ["secrets"], kinds: ["Secret"] },
            {
                apiGroups: [""],
                resources: ["serviceaccounts/token"],
                operations: ["CREATE"],
                kinds: ["TokenRequest"],
            },
        ],
        judged: [content, field("type"), annotations("^kubernetes[.]io/service-account[.]name$")],
        everywhere: true,
        // Every kubelet asks for its pods' tokens, again and again.
        byApiServerAlone: true,
        parameters: {
            meshCaAccount: parameters.meshCaAccount,
            certificateRequesters: parameters.certificateRequesters,
        },
        variables: { template: podVariables.template ?? "", spec: podVariables.spec ?? "" },
        validations: [
            {
                expression: `object.kind in ["Secret", "TokenRequest"] || !${isAccount(namespace, 'variables.spec.?serviceAccountName.orValue(variables.spec.?serviceAccount.orValue(""))')}`,
                wrong: "the pod would have the account's tokens",
            },
            {
                expression: `object.kind != "Secret" || dyn(object).?type.orValue("") != "kubernetes.io/service-account-token" || !${isAccount(namespace, tokenOf)}`,
                wrong: "the Secret would hold a token of the account for good",
            },
            {
                expression: `object.kind != "TokenRequest" || !${isAccount('request.?namespace.orValue("")', 'request.?name.orValue("")')} || request.userInfo.username in variables.certificateRequesters`,
                wrong: "the token is not for cert-manager",
            },
        ],
    },
};
