import type { Admission } from "../../admission/admission";
import { parameters } from "../../admission/parameters";
import { spec } from "../../admission/parts";

const kind = "MeshTLSAuthentication";
const identity = "[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\\\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";

export const admission: Admission = {
    cel: {
        resources: [
            {
                apiGroups: ["policy.linkerd.io"],
                resources: ["meshtlsauthentications"],
                kinds: [kind],
            },
        ],
        judged: [spec],
        parameters: { identityEnding: parameters.identityEnding },
        variables: {
            identities: "dyn(object).?spec.?identities.orValue([])",
            refs: "dyn(object).?spec.?identityRefs.orValue([])",
        },
        validations: [
            {
                expression: 'variables.identities.all(i, !i.contains("*"))',
                wrong: "an identity is a pattern, which lets in whoever comes to match it",
            },
            {
                expression: `variables.identities.all(i, i.contains("*") || i.startsWith("spiffe://") || i.endsWith(variables.identityEnding) && i.substring(0, i.size() - variables.identityEnding.size()).matches("^${identity}$"))`,
                wrong: "an identity is none of this mesh",
                remedy: "write SERVICEACCOUNT.NAMESPACE.serviceaccount.identity.CONTROL-PLANE-NAMESPACE.TRUST-DOMAIN, or use identityRefs",
            },
            {
                expression:
                    'variables.refs.all(r, r.?kind.orValue("").lowerAscii() == "serviceaccount" && r.?group.orValue("").lowerAscii() in ["", "core"] && has(r.name))',
                wrong: "whole Namespaces, or what has no identity, are let in",
            },
        ],
    },
    rego: [
        {
            name: "Known",
            kinds: [{ apiGroups: ["policy.linkerd.io"], kinds: [kind] }],
            sync: [
                { group: "", version: "v1", kind: "ServiceAccount" },
                { group: "", version: "v1", kind: "Namespace" },
            ],
            parameters: { identityEnding: parameters.identityEnding },
            judged: "resource.spec",
            source: `
broken contains msg if {
    some account in named
    account.name != "default"
    data.inventory.cluster["v1"].Namespace[account.namespace]
    not data.inventory.namespace[account.namespace]["v1"].ServiceAccount[account.name]
    msg := sprintf("AUTHZ-06: ServiceAccount %v/%v is let in, which does not exist; %v", [account.namespace, account.name, input.parameters.remedy])
}

named contains {"name": ref.name, "namespace": namespace} if {
    some ref in input.review.object.spec.identityRefs
    lower(ref.kind) == "serviceaccount"
    namespace := object.get(ref, "namespace", input.review.object.metadata.namespace)
}

named contains {"name": concat(".", array.slice(parts, 0, count(parts) - 1)), "namespace": parts[count(parts) - 1]} if {
    some identity in input.review.object.spec.identities
    not contains(identity, "*")
    endswith(identity, input.parameters.identityEnding)
    parts := split(trim_suffix(identity, input.parameters.identityEnding), ".")
    count(parts) > 1
}
`,
        },
    ],
    differences: {
        validatingAdmissionPolicy: "looks up no other object, so a misspelt ServiceAccount passes",
    },
};
