import type { Admission } from "../../admission/admission";
import { podVariables, workloadResources } from "../../admission/cel";
import { parameters } from "../../admission/parameters";
import { annotations, content, field } from "../../admission/parts";

const isAccount = (namespace: string, name: string) =>
    `(${namespace} == variables.meshCaAccount.namespace && ${name} == variables.meshCaAccount.name)`;
const namespace = 'dyn(object).metadata.?namespace.orValue("")';
const tokenOf =
    'dyn(object).metadata.?annotations[?"kubernetes.io/service-account.name"].orValue("")';

/** The mesh's CA signs for whoever shows a token of this account. */
export const admission: Admission = {
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
            certManagerUser: parameters.certManagerUser,
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
                expression: `object.kind != "TokenRequest" || !${isAccount('request.?namespace.orValue("")', 'request.?name.orValue("")')} || request.userInfo.username == variables.certManagerUser`,
                wrong: "the token is not for cert-manager",
            },
        ],
    },
};
