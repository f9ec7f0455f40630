import {
    type AdmissionExemption,
    type AdmissionRule,
    type AdmissionSettings,
    type CelCheck,
    celLiteral,
    messageOf,
    podVariables,
} from "zero-trust-rules";
import { type Enforcement, enforcementOf, type EnforcementSettings } from "./enforcement";
import { notTheApiServer, whatIsReadChanges } from "./judgedRequests";

const apiVersion = "admissionregistration.k8s.io/v1" as const;

/** Name of a rule's policy and of its binding. */
export function policyName({ id }: Pick<AdmissionRule, "id">): string {
    return `zero-trust-${id.toLowerCase()}`;
}

/** What the API server does; it tells the audit log of every refusal and of every warning. */
const actions: Record<Exclude<Enforcement, "Off">, string[]> = {
    Deny: ["Deny", "Audit"],
    Warn: ["Warn", "Audit"],
    Audit: ["Audit"],
};

/**
 * The rules that CEL can express, as ValidatingAdmissionPolicies and their bindings. The API server
 * evaluates them itself: there is no webhook that can be down.
 */
export function validatingAdmissionPolicyObjects(
    rules: AdmissionRule[],
    settings: AdmissionSettings,
    enforcement: EnforcementSettings,
) {
    return rules.flatMap((rule) => {
        const { cel } = rule;
        const enforced = enforcementOf(rule, enforcement);
        return cel === undefined || enforced === "Off"
            ? []
            : [
                  {
                      rule: rule.id,
                      policy: policy(rule, cel, settings),
                      binding: binding(rule, cel, settings, actions[enforced]),
                  },
              ];
    });
}

function policy(rule: AdmissionRule, cel: CelCheck, settings: AdmissionSettings) {
    return {
        apiVersion,
        kind: "ValidatingAdmissionPolicy" as const,
        metadata: {
            name: policyName(rule),
            annotations: { "zero-trust/rule": rule.id, "zero-trust/title": rule.title },
        },
        spec: {
            failurePolicy: "Fail",
            matchConstraints: {
                matchPolicy: "Equivalent",
                resourceRules: cel.resources.map(
                    ({ apiGroups, resources, operations = ["CREATE", "UPDATE"] }) => ({
                        apiGroups,
                        apiVersions: ["*"],
                        operations,
                        resources,
                    }),
                ),
            },
            matchConditions: [
                notTheApiServer,
                whatIsReadChanges(cel),
                ...exemptionConditions(rule, settings.exemptions),
            ],
            variables: Object.entries({
                ...Object.fromEntries(
                    Object.entries(cel.parameters ?? {}).map(([name, { value }]) => [
                        name,
                        celLiteral(value(settings)),
                    ]),
                ),
                ...variablesOf(cel),
            }).map(([name, expression]) => ({ name, expression })),
            validations: cel.validations.map((validation) => ({
                expression: validation.expression,
                message: messageOf(rule, validation),
            })),
        },
    };
}

function binding(
    rule: AdmissionRule,
    { everywhere = false }: CelCheck,
    settings: AdmissionSettings,
    validationActions: string[],
) {
    const exemptNamespaces = everywhere ? [] : settings.exemptNamespaces;
    return {
        apiVersion,
        kind: "ValidatingAdmissionPolicyBinding" as const,
        metadata: { name: policyName(rule) },
        spec: {
            policyName: policyName(rule),
            validationActions,
            matchResources: {
                namespaceSelector: {
                    // The API server takes no list of none.
                    matchExpressions:
                        exemptNamespaces.length === 0
                            ? []
                            : [
                                  {
                                      key: "kubernetes.io/metadata.name",
                                      operator: "NotIn",
                                      values: exemptNamespaces,
                                  },
                              ],
                },
            },
        },
    };
}

/** The expressions that a check's validations read. */
export function variablesOf({ judged, variables }: CelCheck): Record<string, string> {
    return { ...(judged === "pods" && podVariables), ...variables };
}

/** One condition for each exemption of a rule: the workload and what it makes are not judged. */
export function exemptionConditions({ id }: AdmissionRule, exemptions: AdmissionExemption[]) {
    return exemptions
        .filter(({ rule }) => rule === id)
        .map(({ namespace, name }, index) => ({
            name: `exemption-${index}`,
            expression: `!(dyn(object).metadata.?namespace.orValue("") == ${celLiteral(namespace)} && (dyn(object).metadata.?name.orValue("") == ${celLiteral(name)} || object.kind in ["Job", "Pod", "ReplicaSet"] && dyn(object).metadata.?ownerReferences.orValue([]).size() > 0 && dyn(object).metadata.?name.orValue("").startsWith(${celLiteral(`${name}-`)})))`,
        }));
}
