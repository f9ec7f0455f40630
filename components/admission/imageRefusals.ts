import {
    type AdmissionRule,
    admissionRules,
    type AdmissionSettings,
    belowPattern,
    imagePatterns,
} from "zero-trust-rules";
import { type AdmissionArgs, settingsOf } from "./admissionArgs";
import { enforcementOf } from "./enforcement";

/** An image of a workload's pods. */
export interface WorkloadImage {
    namespace: string;
    workload: string;
    image: string;
    /** Whether Linkerd's injector adds it. */
    isInjected?: boolean;
}

interface Decision {
    isBroken: (image: string, settings: AdmissionSettings) => boolean;
    /** Whether it leaves what the injector adds to the mesh. */
    passesInjected?: boolean;
}

/** When an image breaks the rules that decide by images alone. */
const decisions: Partial<Record<string, Decision>> = {
    "SC-01": {
        isBroken: (image, { floatingTags }) =>
            !matches(image, imagePatterns.withTagOrDigest) ||
            (!image.includes("@") && floatingTags.some((tag) => image.endsWith(`:${tag}`))),
    },
    "SC-02": {
        isBroken: (image) => !matches(image, imagePatterns.withDigest),
        passesInjected: true,
    },
    "SC-03": {
        isBroken: (image, { allowedRegistries }) =>
            !matches(image, imagePatterns.any) ||
            !allowedRegistries.some((allowed) => matches(image, belowPattern(allowed))),
    },
};

/**
 * The rules by which every new pod of a workload would be refused for its image, so that it lives
 * until the first restart, drain or upgrade.
 */
export function imageRefusals(
    { namespace, workload, image, isInjected = false }: WorkloadImage,
    admission: AdmissionArgs,
): AdmissionRule[] {
    const settings = settingsOf(admission);
    const isExempt = ({ id }: AdmissionRule) =>
        settings.exemptNamespaces.includes(namespace) ||
        settings.exemptions.some(
            (each) => each.rule === id && each.namespace === namespace && each.name === workload,
        );
    return admissionRules.filter((rule) => {
        const decision = decisions[rule.id];
        return (
            decision !== undefined &&
            enforcementOf(rule, admission) === "Deny" &&
            !isExempt(rule) &&
            !(isInjected && (decision.passesInjected ?? false)) &&
            decision.isBroken(image, settings)
        );
    });
}

function matches(text: string, pattern: string): boolean {
    return new RegExp(pattern).test(text);
}
