import { type ResourceValidationArgs, type StackValidationArgs } from "@pulumi/policy";
import {
    checkResource,
    checkStack,
    describe,
    Exemptions,
    type Finding,
    formatFinding,
    type Half,
    halvesOf,
    kindOf,
    PACK_POLICY,
    policyIn,
    type Resource,
    type ResourceIndex,
    type Rule,
    rulesByType,
    settle,
} from "zero-trust-rules";
import { fromPulumi } from "./fromPulumi";
import { type RenderedRelease } from "./helm/release";
import { Inputs } from "./inputs";
import { ToldConfiguration } from "./toldConfiguration";
import { Unreported } from "./unreported";

/** What a policy reports, and of which resource. */
export interface Report {
    readonly line: string;
    readonly urn?: string;
}

const STACK = "pulumi:pulumi:Stack";

/**
 * What the policies of one process know of each other.
 *
 * The protocol deserialises a resource anew for every policy that is asked about it, and the whole
 * stack for every stack policy; with a policy for each rule that takes longer than all else. So the
 * pack's own policy, which is asked first, judges by all rules, and the policy of a rule is asked
 * only where that rule has something to report.
 *
 * A policy learns its level and its settings only by being asked, so all of them are asked about the
 * first resource, which is the stack itself. Where the pack's own policy is disabled, each rule
 * judges for itself, as slowly as that is.
 */
export class Run {
    private phase: "asleep" | "beginning" | "judging" = "asleep";
    private readonly inputs = new Inputs();
    private readonly told = new ToldConfiguration();
    private exemptions = new Exemptions([], "");
    private rulesOf = rulesByType([]);
    private readonly foundAlone = new Unreported();
    private readonly foundTogether = new Unreported();
    private readonly undecided = new Map<string, readonly Finding[]>();

    /** @param today the day as `2026-12-31`, in UTC */
    constructor(
        private readonly rules: readonly Rule[],
        private readonly today: () => string,
    ) {}

    /** Whether every policy is asked, so that it tells its configuration. */
    get isBeginning(): boolean {
        return this.phase === "beginning";
    }

    get hasToAskOfUndecided(): boolean {
        return this.phase === "asleep" || this.undecided.size > 0;
    }

    /** Whether the policy has to be asked about the resource at hand. */
    hasToAskAlone(policy: string): boolean {
        return this.phase !== "judging" || this.foundAlone.has(policy);
    }

    /** Whether the policy has to be asked about the stack. */
    hasToAskTogether(policy: string): boolean {
        return this.phase === "asleep" || this.foundTogether.has(policy);
    }

    /** What the pack's own policy reports of a resource. */
    async packAlone(args: ResourceValidationArgs): Promise<Report[]> {
        const { urn } = args;
        if (args.type === STACK) {
            this.inputs.clear();
        }
        const objects = this.inputs.take(PACK_POLICY, args);
        if (args.type === STACK || this.phase === "asleep") {
            this.phase = "beginning";
            const begun = this.begin(args.getConfig());
            const { undecided } = await this.lookInto(objects);
            return [...begun, ...this.settle(`${PACK_POLICY} ${urn}`, undecided).map(toReport)];
        }
        this.judgeFromNowOn();
        const rendered = await this.lookInto(objects);
        const found = [...objects, ...rendered.objects].flatMap((object) =>
            this.rulesOf(object.type).flatMap((rule) => this.judgeAlone(rule, object)),
        );
        this.foundAlone.replace(urn, this.settle(urn, [...rendered.undecided, ...found]));
        return [...this.problems(), ...this.foundAlone.take(PACK_POLICY, urn).map(toReport)];
    }

    /** What the pack's own policy reports of the stack. */
    async packTogether(args: StackValidationArgs): Promise<Report[]> {
        const begun = this.phase === "asleep" ? this.begin(args.getConfig()) : undefined;
        // Where not all resources are to be updated, the others are shown here alone.
        const unseen = args.resources.filter(({ urn }) => !this.inputs.has(urn)).map(fromPulumi);
        const { undecided } = await this.lookInto(unseen);
        if (begun) {
            return [...begun, ...this.settle(STACK, undecided).map(toReport)];
        }
        this.judgeFromNowOn();
        const index = this.inputs.indexOf(args.resources);
        const found = this.rules.flatMap((rule) =>
            rule.stack && this.isEnabled(rule, rule.stack) ? this.judgeTogether(rule, index) : [],
        );
        this.foundTogether.replace(STACK, this.settle(STACK, [...undecided, ...found]));
        return [
            ...this.problems(),
            ...this.foundTogether.take(PACK_POLICY, STACK).map(toReport),
            ...this.unknown(index),
            ...this.unusedExemptions(index),
        ];
    }

    /** What the policy of a rule reports of a resource. */
    ruleAlone(rule: Rule, policy: string, args: ResourceValidationArgs): Report[] {
        if (this.phase === "judging") {
            return this.foundAlone.take(policy, args.urn).map(toReport);
        }
        this.told.tell(policy, args.getConfig());
        const objects = this.inputs.take(policy, args);
        const found = objects.flatMap((object) => this.judgeAlone(rule, object));
        return [
            ...(this.phase === "asleep" ? this.problems() : []),
            ...this.settle(
                `${policy} ${args.urn}`,
                found.filter((finding) => finding.policy === policy),
            ).map(toReport),
        ];
    }

    /** What the policy of a rule reports of the stack. */
    ruleTogether(rule: Rule, policy: string, args: StackValidationArgs): Report[] {
        if (this.phase !== "asleep") {
            return this.foundTogether.take(policy, STACK).map(toReport);
        }
        this.told.tell(policy, args.getConfig());
        const index = this.inputs.indexOf(args.resources);
        const found = this.judgeTogether(rule, index).filter(
            (finding) => finding.policy === policy,
        );
        return [
            ...this.problems(),
            ...this.unknown(index),
            ...this.settle(policy, found).map(toReport),
        ];
    }

    /** A policy that is asked about the stack alone tells its configuration at the beginning. */
    tell(policy: string, config: object): void {
        this.told.tell(policy, config);
    }

    /** GOV-05: what could not be judged of these resources. */
    undecidedOf(urns: ReadonlySet<string>): Report[] {
        const reports = [...this.undecided.values()].flat().map(toReport);
        const unique = new Map(reports.map((report) => [`${report.urn} ${report.line}`, report]));
        return [...unique.values()].filter(({ urn }) => urns.has(urn));
    }

    /** Whether an exemption lets the resource keep what the rule would change. */
    isExempt(rule: Rule, resource: Resource): boolean {
        return this.exemptions.cover(rule.id, resource);
    }

    private begin(config: object): Report[] {
        this.told.clear();
        this.told.tell(PACK_POLICY, config);
        this.exemptions = new Exemptions(this.told.current.exemptions, this.today());
        return [...this.problems(), ...this.exemptions.faults().map(withoutResource)];
    }

    private async lookInto(objects: readonly Resource[]): Promise<RenderedRelease> {
        return this.told.current.lookIntoReleases
            ? this.inputs.lookInto(objects)
            : { objects: [], undecided: [] };
    }

    private judgeFromNowOn(): void {
        if (this.phase === "beginning") {
            this.phase = "judging";
            this.rulesOf = rulesByType(
                this.rules.filter((rule) => rule.resource && this.isEnabled(rule, rule.resource)),
            );
        }
    }

    private isEnabled(rule: Rule, half: Half): boolean {
        const { environment } = this.told.current;
        return this.told.isEnabled(policyIn(environment, rule, half));
    }

    private judgeAlone(rule: Rule, object: Resource): readonly Finding[] {
        return rule.resource
            ? checkResource(rule, object, this.told.current.settingsOf(rule.resource))
            : [];
    }

    private judgeTogether(rule: Rule, index: ResourceIndex): readonly Finding[] {
        return rule.stack ? checkStack(rule, index, this.told.current.settingsOf(rule.stack)) : [];
    }

    /** What is refused of all that was found; what is undecided is kept for GOV-05. */
    private settle(about: string, findings: readonly Finding[]): readonly Finding[] {
        const settled = findings.flatMap((finding) =>
            settle(finding, this.told.current, this.exemptions),
        );
        const undecided = settled.filter(({ status }) => status === "undecided");
        if (undecided.length > 0) {
            this.undecided.set(about, undecided);
        } else {
            this.undecided.delete(about);
        }
        return settled.filter(({ status }) => status === "violation");
    }

    private problems(): Report[] {
        return this.told.takeProblems().map((line) => ({ line }));
    }

    /** An object of which nothing at all is known must not pass for one that breaks no rule. */
    private unknown(index: ResourceIndex): Report[] {
        return index.resources
            .filter(
                ({ urn, type, object }) =>
                    Object.keys(object).length === 0 && kindOf(type) && !this.inputs.has(urn),
            )
            .map((resource) => ({
                urn: resource.urn,
                line: `GOV-05: ${describe(resource)} cannot be judged: nothing of it is known — Fix: enable at least one of this pack's resource policies, which see what is to be made`,
            }));
    }

    private unusedExemptions(index: ResourceIndex): Report[] {
        const judged = this.rules.filter((rule) =>
            halvesOf(rule).some((half) => this.isEnabled(rule, half)),
        );
        const unseen = index.resources.filter(({ urn }) => !this.inputs.has(urn));
        return this.exemptions
            .unused(new Set(judged.map(({ id }) => id)), unseen)
            .map(withoutResource);
    }
}

function toReport(finding: Finding): Required<Report> {
    return { line: formatFinding(finding), urn: finding.resource.urn };
}

/** An exemption is no resource of the stack. */
function withoutResource(finding: Finding): Report {
    return { line: formatFinding(finding) };
}
