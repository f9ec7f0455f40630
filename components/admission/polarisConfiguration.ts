import { type AdmissionRule, type AdmissionSettings, messageOf } from "zero-trust-rules";
import {
    type Enforcement,
    enforcementOf,
    type EnforcementSettings,
    isMandatory,
} from "./enforcement";

/** Only `danger` is refused by the webhook and fails an audit; `warning` is reported. */
const severities: Record<Exclude<Enforcement, "Off">, string> = {
    Deny: "danger",
    Warn: "warning",
    Audit: "warning",
};

/** A namespace, or workloads in it by the beginning of their names, that rules do not judge. */
interface PolarisExemption {
    namespace: string;
    controllerNames?: string[];
    rules: string[];
    /** Polaris reads none of these, people do. */
    owner?: string;
    reason?: string;
    expiry?: string;
}

/**
 * The mandatory rules that a JSON schema can express, as Polaris' configuration: nothing else is
 * checked. What is only advised is left to enforcers whose advice reaches whoever applies an object;
 * Polaris' shows on its dashboard alone.
 */
export function polarisConfiguration(
    rules: AdmissionRule[],
    settings: AdmissionSettings,
    enforcement: EnforcementSettings,
) {
    const checked = rules.flatMap((rule) => {
        const enforced = enforcementOf(rule, enforcement);
        return rule.polaris === undefined || enforced === "Off" || !isMandatory(rule, enforcement)
            ? []
            : [{ rule, check: rule.polaris, severity: severities[enforced] }];
    });
    const ids = checked.map(({ rule }) => rule.id);
    const exemptions: PolarisExemption[] = [
        ...settings.exemptNamespaces.map((namespace) => ({ namespace, rules: ids })),
        ...checked
            .filter(({ check }) => check.exemptsIngress === true)
            .map(({ rule }) => ({
                namespace: settings.ingress.namespace,
                controllerNames: [settings.ingress.name],
                rules: [rule.id],
            })),
        ...settings.exemptions
            .filter(({ rule }) => ids.includes(rule))
            .map(({ rule, namespace, name, owner, reason, expiry }) => ({
                namespace,
                controllerNames: [name],
                rules: [rule],
                owner,
                reason,
                expiry,
            })),
    ];
    return {
        checks: Object.fromEntries(checked.map(({ rule, severity }) => [rule.id, severity])),
        customChecks: Object.fromEntries(
            checked.map(({ rule, check }) => [
                rule.id,
                {
                    successMessage: rule.title,
                    failureMessage: messageOf(rule, check),
                    category: "Security",
                    target: check.target,
                    schema: {
                        $schema: "http://json-schema.org/draft-07/schema",
                        ...check.schema(settings),
                    },
                },
            ]),
        ),
        exemptions,
        // Whoever writes an object must not switch checks off in it.
        disallowAnnotationExemptions: true,
    };
}
