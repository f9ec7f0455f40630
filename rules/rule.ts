import { type Path, formatPath } from "zero-trust-manifests";
import type { Admission } from "./admission/admission";
import { type Unsettled, isUnsettled, read } from "./reading/read";
import { type Resource, describe, namespaceOf } from "./reading/resource";
import { type ResourceIndex } from "./reading/resourceIndex";
import { type Settings } from "./settings";

export type Level = "advisory" | "mandatory";
/** How a rule is enforced, which can depend on the environment that the pack is set to. */
export type RuleLevel = Level | "mandatory in production";
export type Severity = "low" | "medium" | "high" | "critical";
export type Status = "violation" | "undecided";

/** Where a framework asks for what a rule asks for. */
export interface Reference {
    readonly framework: string;
    readonly version: string;
    readonly reference: string;
}

/** What a check says of one object. */
export interface Verdict {
    readonly status: Status;
    readonly resource: Resource;
    readonly path: Path;
    /** Continues a sentence that begins with the object: `skips the proxy on port 8877`. */
    readonly message: string;
    /** What to do, where it differs from the rule's own remedy. */
    readonly remedy?: string;
}

/** What one object decides alone, so that it can be refused before it is made. */
export interface ResourceCheck {
    /** Name of the policy under which it is reported and configured. */
    readonly policy: string;
    /** What it demands, in one sentence. */
    readonly demand: string;
    readonly appliesTo: (type: string) => boolean;
    readonly check: (resource: Resource, settings: Settings) => Iterable<Verdict>;
}

/** What only the objects together decide. */
export interface StackCheck {
    readonly policy: string;
    readonly demand: string;
    readonly check: (index: ResourceIndex, settings: Settings) => Iterable<Verdict>;
}

/** What is reported and configured under a name of its own. */
export interface Half {
    readonly policy: string;
    readonly demand: string;
}

/** How a preview, and an audit of files, decide a rule. */
export interface Preview {
    readonly settings: readonly (keyof Settings)[];
    readonly resource?: ResourceCheck;
    readonly stack?: StackCheck;
    /** What the pack itself finds: in its configuration, or in what it was not able to judge. */
    readonly pack?: Half;
    /** What is mended before anything is judged. */
    readonly remediation?: Half;
}

/** What is true of a rule, whoever enforces it. */
export interface RuleText {
    /** `MESH-01`. */
    readonly id: string;
    readonly title: string;
    /** What comes of breaking it, in one sentence or two. */
    readonly why: string;
    readonly severity: Severity;
    readonly level: RuleLevel;
    readonly references: readonly [Reference, ...Reference[]];
    readonly remedy: string;
    /** Who else has the same rule, or can be given it, besides those that enforce it from here. */
    readonly alsoBy?: readonly OtherEnforcer[];
    /** How it is decided when an object is admitted, where it can be. */
    readonly admission?: Admission;
}

export type OtherEnforcer =
    | "cert-manager"
    | "Kyverno"
    | "Linkerd"
    | "Pod Security Admission"
    | "Polaris"
    | "the CNI plugin";

/** A rule that a preview decides, or the pack itself. */
export interface Rule extends RuleText, Preview {}

/** A rule that no preview decides. */
export interface RuleElsewhere extends RuleText {
    readonly elsewhere: Elsewhere;
}

/** Why a preview cannot decide a rule, and who does, and how. */
export interface Elsewhere {
    readonly because: string;
    readonly enforcer: string;
}

export interface Finding {
    readonly rule: string;
    /** The policy that found it, under whose name it is configured. */
    readonly policy: string;
    readonly level: Level;
    readonly status: Status | "exempt";
    readonly resource: Resource;
    readonly path: string;
    readonly message: string;
    readonly remedy: string;
}

/** What nearly every rule finds in nearly every object. */
const NOTHING: readonly Finding[] = [];
const UNDECIDED = "cannot be judged: it ";
const UNDECIDED_REMEDY =
    "give it as a plain value, or judge the stack again once it is known (pulumi policy analyze)";

/** Every part of a rule that is reported and configured under a name of its own. */
export function halvesOf({ resource, stack, pack, remediation }: Rule): readonly Half[] {
    return [resource, stack, pack, remediation].filter((half) => half !== undefined);
}

/**
 * The policy that reports what a half of a rule finds. CrossGuard takes the level of a policy before
 * it knows the configuration, so what is mandatory in production alone has a second policy for there.
 */
export function policyIn(
    environment: Settings["environment"],
    { level }: Rule,
    { policy }: Half,
): string {
    return level === "mandatory in production" && environment === "production"
        ? `${policy}-in-production`
        : policy;
}

/** How a rule is enforced in the environment of the settings. */
export function levelOf({ level }: Rule, { environment }: Settings): Level {
    return level === "mandatory in production"
        ? environment === "production"
            ? "mandatory"
            : "advisory"
        : level;
}

export function checkResource(
    rule: Rule,
    resource: Resource,
    settings: Settings,
): readonly Finding[] {
    if (!rule.resource?.appliesTo(resource.type)) {
        return NOTHING;
    }
    return toFindings(rule, rule.resource, rule.resource.check(resource, settings), settings);
}

export function checkStack(
    rule: Rule,
    index: ResourceIndex,
    settings: Settings,
): readonly Finding[] {
    return rule.stack
        ? toFindings(rule, rule.stack, rule.stack.check(index, settings), settings)
        : NOTHING;
}

/** Judges a set of objects by a rule: each object alone, then all together. */
export function judge(rule: Rule, index: ResourceIndex, settings: Settings): Finding[] {
    return [
        ...index.resources.flatMap((resource) => checkResource(rule, resource, settings)),
        ...checkStack(rule, index, settings),
    ];
}

/** What is not decided is refused where `strict` is set. */
export function refuseUndecided(finding: Finding): Finding {
    return finding.status === "undecided"
        ? { ...finding, status: "violation", message: `${UNDECIDED}${finding.message}` }
        : finding;
}

/** The finding as one line: rule, object, reason, path and remedy. */
export function formatFinding(finding: Finding): string {
    const where = finding.path === "" ? "" : ` (${finding.path})`;
    return `${finding.rule}: ${sentenceOf(finding)}${where} — Fix: ${finding.remedy}`;
}

/** What is found of which object: `Deployment "faces/face" is not meshed`. */
export function sentenceOf({ status, resource, message }: Finding): string {
    const undecided = status === "undecided" ? UNDECIDED : "";
    const source = resource.renderedFrom === undefined ? "" : ` from ${resource.renderedFrom}`;
    return `${describe(resource)}${source} ${undecided}${message}`;
}

export function violation(
    resource: Resource,
    path: Path,
    message: string,
    remedy?: string,
): Verdict {
    return { status: "violation", resource, path, message, ...(remedy && { remedy }) };
}

/**
 * The verdict where a value cannot be read: undecided if it is unknown, refused if malformed.
 * @param of the object that has the value, where it is not the one that is judged
 */
export function unsettled(resource: Resource, reading: Unsettled, of?: string): Verdict {
    const where = formatPath(reading.path) + (of === undefined ? "" : ` of ${of}`);
    if (reading.state === "malformed") {
        return violation(
            resource,
            reading.path,
            `depends on ${where}, where something else stands than ${reading.expected}`,
            `put ${reading.expected} there`,
        );
    }
    return {
        status: "undecided",
        resource,
        path: reading.path,
        message: `depends on ${where}, which is not known yet`,
        remedy: UNDECIDED_REMEDY,
    };
}

/** Passes on what is said of an object unless its namespace is exempt. */
export function* unlessExempt(
    resource: Resource,
    settings: Settings,
    verdicts: Iterable<Verdict>,
): Generator<Verdict> {
    const namespace = namespaceOf(resource);
    if (namespace.state === "known" && settings.exemptNamespaces.includes(namespace.value)) {
        return;
    }
    for (const verdict of verdicts) {
        if (isUnsettled(namespace)) {
            yield unsettled(resource, namespace);
            return;
        }
        yield verdict;
    }
}

function toFindings(
    rule: Rule,
    half: Half,
    verdicts: Iterable<Verdict>,
    settings: Settings,
): readonly Finding[] {
    let findings: Finding[] | undefined;
    for (const given of verdicts) {
        const verdict = unlessPatched(given);
        (findings ??= []).push({
            rule: rule.id,
            policy: policyIn(settings.environment, rule, half),
            level: levelOf(rule, settings),
            status: verdict.status,
            resource: verdict.resource,
            path: formatPath([...(verdict.resource.within ?? []), ...verdict.path]),
            message: verdict.message,
            remedy: verdict.remedy ?? rule.remedy,
        });
    }
    return findings ?? NOTHING;
}

/** What a patch does not say may well stand in the object that it patches. */
function unlessPatched(verdict: Verdict): Verdict {
    const { resource, path } = verdict;
    return resource.isPatch && read(resource.object, path).state === "absent"
        ? {
              ...unsettled(resource, { state: "unknown", path }),
              remedy: "say it in the patch, or make the whole object in this stack",
          }
        : verdict;
}
