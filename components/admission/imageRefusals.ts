import type { AdmissionRule } from "./admissionRule";
import { type AdmissionArgs, settingsOf } from "./admissionArgs";
import type { AdmissionSettings } from "./admissionSettings";
import { enforcementOf } from "./enforcement";
import { belowPattern, imagePatterns } from "./rules/images";
import { sc01 } from "./rules/sc-01";
import { sc02 } from "./rules/sc-02";
import { sc03 } from "./rules/sc-03";

/** An image of a workload's pods. */
export interface WorkloadImage {
    namespace: string;
    workload: string;
    image: string;
    /** Whether Linkerd's injector adds it. */
    isInjected?: boolean;
}

/** The rules that decide by images alone, and when an image breaks them. */
const decisions: {
    rule: AdmissionRule;
    isBroken: (image: string, settings: AdmissionSettings) => boolean;
    /** Whether it leaves what the injector adds to the mesh. */
    passesInjected?: boolean;
}[] = [
    {
        rule: sc01,
        isBroken: (image, { floatingTags }) =>
            !matches(image, imagePatterns.withTagOrDigest) ||
            (!image.includes("@") && floatingTags.some((tag) => image.endsWith(`:${tag}`))),
    },
    {
        rule: sc02,
        isBroken: (image) => !matches(image, imagePatterns.withDigest),
        passesInjected: true,
    },
    {
        rule: sc03,
        isBroken: (image, { allowedRegistries }) =>
            !matches(image, imagePatterns.any) ||
            !allowedRegistries.some((allowed) => matches(image, belowPattern(allowed))),
    },
];

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
    return decisions
        .filter(({ rule }) => enforcementOf(rule, admission) === "Deny" && !isExempt(rule))
        .filter(({ passesInjected = false }) => !(isInjected && passesInjected))
        .filter(({ isBroken }) => isBroken(image, settings))
        .map(({ rule }) => rule);
}

function matches(text: string, pattern: string): boolean {
    return new RegExp(pattern).test(text);
}
