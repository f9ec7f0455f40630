import { rules } from "../../rules/rules";
import { type Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { type Finding, type Rule, checkResource, checkStack } from "../../rules/rule";
import { type Settings } from "../../rules/settings";
import { FieldsRead } from "./fieldsRead";
import { type Mutation, originalOf } from "./mutations";

/**
 * Judges mutations of a stack, each by what it can change: an object's own verdicts are those of
 * that object alone, and a rule on all objects is asked again if it looks at the field at all.
 */
export class MutationJudge {
    private readonly before: ReadonlySet<string>;
    private readonly fieldsRead: ReadonlyMap<Rule, FieldsRead>;

    constructor(
        private readonly resources: readonly Resource[],
        private readonly settings: Settings,
    ) {
        this.before = new Set(this.findings().map(identityOf));
        this.fieldsRead = new Map(rules.map((rule) => [rule, this.fieldsReadBy(rule)]));
    }

    /** What the rules say of the stack as it is. */
    findings(): Finding[] {
        const index = new ResourceIndex(this.resources);
        return rules.flatMap((rule) => [
            ...this.resources.flatMap((each) => checkResource(rule, each, this.settings)),
            ...checkStack(rule, index, this.settings),
        ]);
    }

    /**
     * The rules that refuse the mutated stack for something that they did not refuse before.
     * @param expected the rules that are asked first; once one of them refuses, no more are asked
     */
    killers(mutation: Mutation, expected: readonly string[] = []): string[] {
        const { of, replacement } = mutation;
        const killers = new Set<string>();
        const add = (findings: readonly Finding[]) => {
            for (const finding of findings) {
                if (finding.status === "violation" && !this.before.has(identityOf(finding))) {
                    killers.add(finding.rule);
                }
            }
        };
        for (const rule of rules) {
            for (const each of replacement) {
                add(checkResource(rule, each, this.settings));
            }
        }
        let index: ResourceIndex | undefined;
        for (const rule of this.byExpectation(expected)) {
            if (expected.some((id) => killers.has(id))) {
                break;
            }
            if (this.mayMatter(rule, mutation)) {
                index ??= new ResourceIndex(
                    this.resources.flatMap((each) => (each === of ? replacement : [each])),
                );
                add(checkStack(rule, index, this.settings));
            }
        }
        return [...killers];
    }

    /** Whether one of some rules says anything of the mutated stack that it did not say before. */
    isNoticed({ of, replacement }: Mutation, by: readonly string[]): boolean {
        const asked = rules.filter(({ id }) => by.includes(id));
        const isNews = (finding: Finding) => !this.before.has(identityOf(finding));
        return (
            asked.some((rule) =>
                replacement.some((each) => checkResource(rule, each, this.settings).some(isNews)),
            ) ||
            this.areNoticedTogether(
                asked,
                this.resources.flatMap((each) => (each === of ? replacement : [each])),
                isNews,
            )
        );
    }

    private areNoticedTogether(
        asked: readonly Rule[],
        resources: readonly Resource[],
        isNews: (finding: Finding) => boolean,
    ): boolean {
        const index = new ResourceIndex(resources);
        return asked.some((rule) => checkStack(rule, index, this.settings).some(isNews));
    }

    private byExpectation(expected: readonly string[]): Rule[] {
        const first = rules.filter(({ id }) => expected.includes(id));
        return [...first, ...rules.filter(({ id }) => !expected.includes(id))];
    }

    private mayMatter(rule: Rule, { of, path }: Mutation): boolean {
        return (
            rule.stack !== undefined &&
            (path.length === 0 || (this.fieldsRead.get(rule)?.includes(of, path) ?? true))
        );
    }

    private fieldsReadBy(rule: Rule): FieldsRead {
        const fieldsRead = new FieldsRead();
        const watched = this.resources.map((resource) => fieldsRead.watch(resource));
        checkStack(rule, new ResourceIndex(watched), this.settings);
        return fieldsRead;
    }
}

/** What is found of an object is no news if it has another name, or a twin. */
function identityOf({ rule, status, resource, path, message }: Finding): string {
    return [rule, status, originalOf(resource.urn), path, message].join("\n");
}
