import type { Admission } from "../../admission/admission";
import { celLiteral } from "../../admission/cel";
import { annotations, content, labels } from "../../admission/parts";

/** By these keys, tools let whoever writes an object take it out of their checks. */
const exempting = [
    "^polaris\\.fairwinds\\.com/(.*-)?exempt$",
    "^admission\\.gatekeeper\\.sh/ignore$",
    "^ignore-check\\.kube-linter\\.io/",
    "^kube-linter\\.io/ignore-all$",
    "^kube-score/ignore$",
    "^checkov\\.io/skip[0-9]*$",
    "^datree\\.skip/",
].join("|");

const metadata = [
    "dyn(object).metadata",
    "dyn(object).?spec.?template.?metadata.orValue({})",
    "dyn(object).?spec.?jobTemplate.?spec.?template.?metadata.orValue({})",
];

export const admission: Admission = {
    cel: {
        resources: [
            {
                apiGroups: [""],
                resources: [
                    "pods",
                    "replicationcontrollers",
                    "services",
                    "namespaces",
                    "serviceaccounts",
                    "configmaps",
                    "secrets",
                ],
                kinds: [
                    "Pod",
                    "ReplicationController",
                    "Service",
                    "Namespace",
                    "ServiceAccount",
                    "ConfigMap",
                    "Secret",
                ],
            },
            ...[
                "apps",
                "batch",
                "networking.k8s.io",
                "rbac.authorization.k8s.io",
                "policy.linkerd.io",
                "gateway.networking.k8s.io",
                "getambassador.io",
                "cert-manager.io",
            ].map((group) => ({ apiGroups: [group], resources: ["*"], kinds: ["*"] })),
        ],
        judged: [annotations(exempting), labels(exempting), content],
        variables: {
            keys: `[${metadata.map((each) => `${each}.?annotations.orValue({}), ${each}.?labels.orValue({})`).join(", ")}]`,
        },
        validations: [
            {
                expression: `variables.keys.all(m, m.all(k, !string(k).matches(${celLiteral(exempting)}) || string(m[k]) in ["", "false"]))`,
                wrong: "an annotation or label takes the object out of a check",
            },
        ],
    },
    polaris: {
        target: "PodTemplate",
        schema: () => ({
            type: "object",
            properties: {
                metadata: {
                    type: "object",
                    properties: Object.fromEntries(
                        ["annotations", "labels"].map((field) => [
                            field,
                            {
                                type: "object",
                                patternProperties: { [exempting]: { enum: ["", "false"] } },
                            },
                        ]),
                    ),
                },
            },
        }),
        wrong: "an annotation or label of the pod template takes it out of a check",
    },
    differences: {
        polaris: "judges pod templates alone; annotations of whole objects it is told to disregard",
    },
};
