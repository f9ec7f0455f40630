import {
    type AdmissionExemption,
    type AdmissionRule,
    type AdmissionSettings,
    type CelCheck,
    celOfGatekeeper,
    type JsonSchema,
    type JsonValue,
    messageOf,
    type Parameter,
    type RegoCheck,
} from "zero-trust-rules";
import { type Enforcement, enforcementOf, type EnforcementSettings } from "./enforcement";
import { apiServer, notAtRest, notTheApiServer, whatIsReadChanges } from "./judgedRequests";
import { exemptionConditions, variablesOf } from "./validatingAdmissionPolicyObjects";

/** What Gatekeeper does; whatever it does, its audit lists what is in the cluster already. */
const actions: Record<Exclude<Enforcement, "Off">, string> = {
    Deny: "deny",
    Warn: "warn",
    Audit: "dryrun",
};

/** One template and its constraint. */
export interface GatekeeperCheck {
    rule: string;
    /** Kind of the constraint, which Gatekeeper makes of the template. */
    kind: string;
    template: ReturnType<typeof templateOf>;
    constraint: ReturnType<typeof constraintOf>;
}

/** What is common to both ways to write a check. */
interface Source {
    kinds: { apiGroups: string[]; kinds: string[] }[];
    parameters: Record<string, Parameter>;
    everywhere: boolean;
    code: { engine: string; source: Record<string, JsonValue> };
}

/**
 * The rules as ConstraintTemplates and constraints: those in CEL by the same expressions as the API
 * server's own policies, and in Rego those that look up other objects.
 */
export function gatekeeperChecks(
    rules: AdmissionRule[],
    settings: AdmissionSettings,
    enforcement: EnforcementSettings,
): GatekeeperCheck[] {
    return rules.flatMap((rule) => {
        const enforced = enforcementOf(rule, enforcement);
        if (enforced === "Off") {
            return [];
        }
        const cel = celOfGatekeeper(rule);
        const own = `ZeroTrust${rule.id.replace("-", "")}`;
        const checks: [string, Source][] = [
            ...(cel ? [[own, celSource(rule, cel, settings)] as [string, Source]] : []),
            ...(rule.rego ?? []).map((check): [string, Source] => [
                `${own}${check.name}`,
                regoSource(check),
            ]),
        ];
        return checks.map(([kind, source]) => ({
            rule: rule.id,
            kind,
            template: templateOf(rule, kind, source),
            constraint: constraintOf(rule, kind, source, settings, actions[enforced]),
        }));
    });
}

/** The kinds that rules look up, which Gatekeeper has to keep at hand. */
export function syncSet(rules: AdmissionRule[], enforcement: EnforcementSettings) {
    const kinds = rules
        .filter((rule) => enforcementOf(rule, enforcement) !== "Off")
        .flatMap(({ rego = [] }) => rego.flatMap(({ sync }) => sync));
    const unique = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
    return {
        apiVersion: "syncset.gatekeeper.sh/v1alpha1",
        kind: "SyncSet",
        metadata: { name: "zero-trust" },
        spec: { gvks: [...unique.values()] },
    };
}

function celSource(rule: AdmissionRule, cel: CelCheck, settings: AdmissionSettings): Source {
    const { parameters = {}, everywhere = false } = cel;
    return {
        everywhere,
        kinds: cel.resources.map(({ apiGroups, kinds }) => ({ apiGroups, kinds })),
        parameters,
        code: {
            engine: "K8sNativeValidation",
            source: {
                // The API server has policies of its own from us.
                generateVAP: false,
                matchCondition: [
                    notTheApiServer,
                    whatIsReadChanges(cel),
                    notAtRest,
                    ...exemptionConditions(rule, settings.exemptions),
                ],
                variables: Object.entries({
                    ...Object.fromEntries(
                        Object.keys(parameters).map((name) => [name, `variables.params.${name}`]),
                    ),
                    ...variablesOf(cel),
                }).map(([name, expression]) => ({ name, expression })),
                validations: cel.validations.map((validation) => ({
                    expression: validation.expression,
                    message: messageOf(rule, validation),
                })),
            },
        },
    };
}

const text = { type: "string" } as const;
const exempt: Parameter = {
    schema: {
        type: "array",
        items: { type: "object", properties: { namespace: text, name: text } },
    },
    value: () => [],
};

function regoSource({ kinds, parameters, judged, source }: RegoCheck): Source {
    return {
        kinds,
        everywhere: false,
        parameters: { remedy: { schema: text, value: () => "" }, exempt, ...parameters },
        code: {
            engine: "Rego",
            source: {
                version: "v1",
                rego: `package zerotrust

violation contains {"msg": msg} if {
    not is_exempt
    not is_of_the_api_server
    not is_as_it_was
    some msg in broken
}

is_of_the_api_server if {
    input.review.userInfo.username == "${apiServer.user}"
    "${apiServer.group}" in input.review.userInfo.groups
}

is_as_it_was if {
    input.review.operation == "UPDATE"
    judged(input.review.object) == judged(input.review.oldObject)
}

judged(resource) := ${judged}

is_exempt if {
    some exempt in input.parameters.exempt
    exempt == {"namespace": input.review.object.metadata.namespace, "name": input.review.object.metadata.name}
}
${source}`,
            },
        },
    };
}

function templateOf({ title }: AdmissionRule, kind: string, { parameters, code }: Source) {
    const properties = Object.fromEntries(
        Object.entries(parameters).map(([name, { schema }]): [string, JsonSchema] => [
            name,
            schema,
        ]),
    );
    return {
        apiVersion: "templates.gatekeeper.sh/v1" as const,
        kind: "ConstraintTemplate" as const,
        metadata: { name: kind.toLowerCase(), annotations: { description: title } },
        spec: {
            crd: {
                spec: {
                    names: { kind },
                    validation: { openAPIV3Schema: { type: "object", properties } },
                },
            },
            targets: [{ target: "admission.k8s.gatekeeper.sh", code: [code] }],
        },
    };
}

function constraintOf(
    rule: AdmissionRule,
    kind: string,
    { kinds, parameters, everywhere }: Source,
    settings: AdmissionSettings,
    enforcementAction: string,
) {
    const values: Record<string, JsonValue> = Object.fromEntries(
        Object.entries(parameters).map(([name, { value }]) => [name, value(settings)]),
    );
    return {
        apiVersion: "constraints.gatekeeper.sh/v1beta1" as const,
        kind,
        metadata: { name: `zero-trust-${rule.id.toLowerCase()}` },
        spec: {
            enforcementAction,
            match: {
                kinds,
                ...(!everywhere && { excludedNamespaces: settings.exemptNamespaces }),
            },
            parameters: {
                ...values,
                ...("remedy" in values && { remedy: rule.remedy }),
                ...("exempt" in values && { exempt: exemptObjects(rule, settings.exemptions) }),
            },
        },
    };
}

function exemptObjects({ id }: AdmissionRule, exemptions: AdmissionExemption[]): JsonValue[] {
    return exemptions
        .filter(({ rule }) => rule === id)
        .map(({ namespace, name }) => ({ namespace, name }));
}
