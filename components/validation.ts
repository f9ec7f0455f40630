import * as pulumi from "@pulumi/pulumi";

/** Something wrong with an argument: where, what, why and how to mend it. */
export interface Problem {
    /** Property path within the arguments, e.g. `civo.apiAllowedCidrs[0]`. */
    readonly path: string;
    /** The offending value; left out where it is a secret or absent. */
    readonly value?: unknown;
    /** What is wrong, as a clause: "is not a fully qualified name". */
    readonly reason: string;
    /** What to do, as an instruction: "give e.g. faces.example.com". */
    readonly remedy: string | readonly RemedyPart[];
}

/** What is said as it is, or an argument by its property path, which others call by another name. */
export type RemedyPart = string | { readonly argument: string };

/** Collects problems, so that a caller learns of all of them at once. */
export class Problems {
    readonly all: Problem[] = [];

    /** Adds a problem unless `ok`; returns `ok`, so that a later check can depend on it. */
    require(ok: boolean, problem: Problem): boolean {
        if (!ok) {
            this.all.push(problem);
        }
        return ok;
    }
}

/** `civo.region: "LON9" is not a region; give one of …` */
export function describe(problem: Problem): string {
    const value = problem.value === undefined ? "" : `${JSON.stringify(problem.value)} `;
    return `${problem.path}: ${value}${problem.reason}; ${remedyText(problem.remedy)}`;
}

function remedyText(remedy: Problem["remedy"]): string {
    const parts = typeof remedy === "string" ? [remedy] : remedy;
    return parts.map((part) => (typeof part === "string" ? part : part.argument)).join("");
}

/**
 * Returns `args` if there is no problem.
 * @throws pulumi.RunError listing every problem; the engine prints it without a stack trace.
 */
export function valid<Args>(component: string, args: Args, problems: Problem[]): Args {
    if (problems.length > 0) {
        throw new pulumi.RunError(
            [`${component} cannot be made from these arguments:`]
                .concat(problems.map((problem) => `  - ${describe(problem)}`))
                .join("\n"),
        );
    }
    return args;
}

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const dnsLabel = new RegExp(`^${label}$`);
const fullyQualified = new RegExp(`^(${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`);

/** Whether `text` is a DNS label, the form of namespaces, Services and ServiceAccounts. */
export function isDnsLabel(text: string): boolean {
    return dnsLabel.test(text);
}

/** Whether `text` is a fully qualified host name in lower case, without a wildcard. */
export function isFullyQualifiedName(text: string): boolean {
    return text.length <= 253 && fullyQualified.test(text);
}

/** The problem of a host that is not a fully qualified name. */
export function hostProblems(path: string, host: string): Problem[] {
    return isFullyQualifiedName(host)
        ? []
        : [
              {
                  path,
                  value: host,
                  reason: "is not a fully qualified name in lower case",
                  remedy: "give e.g. faces.example.com",
              },
          ];
}

/** The problem of a name that is not a DNS label. */
export function labelProblems(path: string, name: string): Problem[] {
    return isDnsLabel(name)
        ? []
        : [
              {
                  path,
                  value: name,
                  reason: "is not a DNS label",
                  remedy: "use up to 63 lower-case letters, digits and dashes, e.g. faces",
              },
          ];
}
