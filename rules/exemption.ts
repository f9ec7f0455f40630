import { isDay, lastDayFrom } from "./day";
import { maximumExemptionDays, exemptionSchema } from "./exemptionSchema";
import { gov01 } from "./gov/gov-01/rule";
import { type Identity, type Resource, formatIdentity, identityOf } from "./reading/resource";
import { type Finding } from "./rule";
import { schemaProblems } from "./reading/schema";

/** A rule does not refuse one resource, because somebody answers for it, until a day. */
export interface Exemption {
    readonly rule: string;
    readonly resource: Identity;
    readonly owner: string;
    readonly reason: string;
    /** The last day on which it holds, in UTC: `2026-12-31`. */
    readonly expiry: string;
}

/** An exemption as it stands in the configuration. */
export interface StatedExemption {
    /** `exemptions[0]`. */
    readonly path: string;
    /** Absent where what is stated has problems. */
    readonly exemption?: Exemption;
    readonly problems: readonly ExemptionProblem[];
}

type ValidExemption = StatedExemption & { readonly exemption: Exemption };

export interface ExemptionProblem {
    readonly path: string;
    readonly message: string;
    readonly remedy: string;
}

const LITERAL_START = 3;

/**
 * Reads one exemption of the configuration.
 * @param position in the list, from 0
 */
export function readExemption(
    stated: unknown,
    position: number,
    knownRules: ReadonlySet<string>,
): StatedExemption {
    const path = `exemptions[${position}]`;
    const malformed = schemaProblems(exemptionSchema, stated, path);
    if (malformed.length > 0) {
        return { path, problems: malformed };
    }
    const exemption = stated as Exemption;
    const problems = problemsOf(exemption, path, knownRules);
    return problems.length > 0 ? { path, problems } : { path, problems, exemption };
}

/** What is wrong with an exemption that its schema cannot say, whichever day it is. */
function problemsOf(
    { rule, resource, expiry }: Exemption,
    path: string,
    knownRules: ReadonlySet<string>,
): ExemptionProblem[] {
    const problems: ExemptionProblem[] = [];
    if (!knownRules.has(rule)) {
        problems.push({
            path: `${path}.rule`,
            message: `is for the rule "${rule}", which there is not`,
            remedy: "give the id of a rule, as violations begin with it",
        });
    }
    const wildcard = resource.name.indexOf("*");
    if (wildcard >= 0 && (wildcard < LITERAL_START || wildcard < resource.name.length - 1)) {
        problems.push({
            path: `${path}.resource.name`,
            message: `is too wide: "${resource.name}" can be the name of anything`,
            remedy: `give the name; a * may stand only at its end, after ${LITERAL_START} characters`,
        });
    }
    if (!isDay(expiry)) {
        problems.push({
            path: `${path}.expiry`,
            message: `ends on "${expiry}", which is not a day`,
            remedy: "give a day as in 2026-12-31",
        });
    }
    return problems;
}

/** The exemptions of one run, which know which of them were needed. */
export class Exemptions {
    private readonly inForce: readonly ValidExemption[];
    private readonly used = new Set<ValidExemption>();

    /** @param today the day as `2026-12-31`, in UTC */
    constructor(
        private readonly all: readonly StatedExemption[],
        private readonly today: string,
    ) {
        this.inForce = all.filter(
            (stated): stated is ValidExemption =>
                stated.exemption !== undefined &&
                termProblem(stated.exemption, today) === undefined,
        );
    }

    /** What is wrong with them before anything is judged: malformed, too wide, too long, expired. */
    faults(): Finding[] {
        return this.all.flatMap((stated) => {
            const { exemption, path, problems } = stated;
            if (!exemption) {
                return problems.map((problem) => toFinding(stated, problem));
            }
            const problem = termProblem(exemption, this.today);
            return problem ? [toFinding(stated, { path: `${path}.expiry`, ...problem })] : [];
        });
    }

    /** Whether an exemption is in force for the rule and the resource, which is needed then. */
    cover(rule: string, resource: Resource): boolean {
        const found = this.inForce.find(
            ({ exemption }) => exemption.rule === rule && isFor(exemption.resource, resource),
        );
        if (found) {
            this.used.add(found);
        }
        return found !== undefined;
    }

    /**
     * Those that were not needed, once all resources were judged.
     * @param judged ids of the rules that were; of others nothing is known
     * @param unseen resources that were not
     */
    unused(judged: ReadonlySet<string>, unseen: readonly Resource[] = []): Finding[] {
        return this.inForce
            .filter(
                (stated) =>
                    !this.used.has(stated) &&
                    judged.has(stated.exemption.rule) &&
                    !unseen.some((resource) => isFor(stated.exemption.resource, resource)),
            )
            .map((stated) =>
                toFinding(stated, {
                    path: stated.path,
                    message: "is not needed: the rule finds nothing there",
                    remedy: "remove it",
                }),
            );
    }
}

function termProblem(
    { expiry }: Exemption,
    today: string,
): Omit<ExemptionProblem, "path"> | undefined {
    if (expiry < today) {
        return {
            message: `expired on ${expiry}`,
            remedy: "mend what it is about, or decide anew until when it holds",
        };
    }
    const last = lastDayFrom(today);
    return expiry > last
        ? {
              message: `ends on ${expiry}, more than ${maximumExemptionDays} days ahead`,
              remedy: `let it end on ${last} or before`,
          }
        : undefined;
}

function isFor(exempt: Identity, resource: Resource): boolean {
    const { kind, namespace, name } = identityOf(resource);
    const isNamed = exempt.name.endsWith("*")
        ? name.startsWith(exempt.name.slice(0, -1))
        : name === exempt.name;
    const isThere =
        namespace === exempt.namespace ||
        (namespace === undefined && exempt.namespace === "default");
    return kind === exempt.kind && isThere && isNamed;
}

function toFinding(
    { exemption, path: place }: StatedExemption,
    { path, message, remedy }: ExemptionProblem,
): Finding {
    const name = exemption
        ? `${exemption.rule} for ${formatIdentity(exemption.resource).replaceAll('"', "")}`
        : place;
    return {
        rule: gov01.id,
        policy: gov01.pack?.policy ?? gov01.id,
        level: "mandatory",
        status: "violation",
        resource: {
            urn: `zero-trust::${name}`,
            type: "zero-trust:index:Exemption",
            object: {},
        },
        path,
        message,
        remedy,
    };
}
