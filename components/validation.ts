import * as pulumi from "@pulumi/pulumi";
import { type Problem, problemText } from "zero-trust-access";

export {
    hostProblems,
    isDnsLabel,
    isFullyQualifiedName,
    labelProblems,
    type Problem,
    Problems,
    problemText,
    type RemedyPart,
} from "zero-trust-access";

/**
 * Returns `args` if there is no problem.
 * @throws pulumi.RunError listing every problem; the engine prints it without a stack trace.
 */
export function valid<Args>(component: string, args: Args, problems: Problem[]): Args {
    if (problems.length > 0) {
        throw new pulumi.RunError(
            [`${component} cannot be made from these arguments:`]
                .concat(problems.map((problem) => `  - ${problemText(problem)}`))
                .join("\n"),
        );
    }
    return args;
}
