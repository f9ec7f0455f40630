import { admissionRules, type AdmissionSettings, defaultAdmissionSettings } from "zero-trust-rules";
import { exemptionProblems } from "./exemptionProblems";
import { type Problem, Problems } from "../validation";
import { type Enforcement, enforcements, type EnforcementSettings } from "./enforcement";

/** What every component that enforces the rules at admission takes. */
export interface AdmissionArgs extends EnforcementSettings {
    /** What the rules depend on. Default: as the reference architecture has it. */
    settings?: Partial<AdmissionSettings>;
}

const ids = admissionRules.map(({ id }) => id);

/** Every problem of the arguments; empty when the rules can be enforced with them. */
export function admissionProblems({ settings = {}, atMost, rules = {} }: AdmissionArgs): Problem[] {
    const problems = new Problems();
    const isEnforcement = (path: string, value: Enforcement, choices: Enforcement[]): boolean =>
        problems.require(choices.includes(value), {
            path,
            value,
            reason: "is no enforcement",
            remedy: `give ${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`,
        });
    if (atMost !== undefined) {
        isEnforcement("atMost", atMost, enforcements.slice(0, -1));
    }
    for (const [id, enforcement] of Object.entries(rules)) {
        problems.require(ids.includes(id), {
            path: `rules.${id}`,
            reason: "is no rule that is decided at admission",
            remedy: `give one of ${ids.join(", ")}`,
        });
        isEnforcement(`rules.${id}`, enforcement, enforcements);
    }
    problems.require(settings.allowedRegistries?.length !== 0, {
        path: "settings.allowedRegistries",
        reason: "is empty, so that no image is allowed",
        remedy: "list the registries, or paths in them, e.g. ghcr.io/example",
    });
    for (const [index, issuer] of (settings.allowedIssuers ?? []).entries()) {
        problems.require(/^[a-z0-9-]+\/[A-Za-z0-9]+(\.[a-z0-9.-]+)?\/[a-z0-9.-]+$/.test(issuer), {
            path: `settings.allowedIssuers[${index}]`,
            value: issuer,
            reason: "names no issuer for a namespace",
            remedy: "write namespace/Kind/name, e.g. shop/ClusterIssuer/letsencrypt",
        });
    }
    return [
        ...problems.all,
        ...exemptionProblems(settings.exemptions ?? [], ids).map((problem) => ({
            ...problem,
            path: `settings.${problem.path}`,
        })),
    ];
}

/** The settings of the arguments over those of the reference architecture. */
export function settingsOf({ settings }: AdmissionArgs): AdmissionSettings {
    return { ...defaultAdmissionSettings, ...settings };
}
