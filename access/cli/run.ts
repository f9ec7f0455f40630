import { diff } from "../diff";
import { Evaluator, type Call, type EvaluatorOptions } from "../evaluate/evaluator";
import { InputError, loadObjects } from "../objects";
import { readArguments, usage, type EvaluateArguments } from "./arguments";
import { formatCalls, formatChanges, formatMermaid, formatVerdict } from "./format";
import { readQuestions } from "./questions";

/** What a command prints, and the process' exit code. */
export interface Result {
    output: string;
    errors: string;
    exitCode: 0 | 1 | 2;
}

/** Runs a command line: 0 is success, 1 a difference found by `diff`, 2 bad input. */
export function run(argv: readonly string[]): Result {
    try {
        const given = readArguments(argv);
        if (given === "help") {
            return { output: usage, errors: "", exitCode: 0 };
        }
        if (given.command === "evaluate") {
            return { output: evaluate(given), errors: "", exitCode: 0 };
        }
        const options = optionsOf(given.defaultPolicy);
        const changes = diff(
            new Evaluator(loadObjects([given.before]), options),
            new Evaluator(loadObjects([given.after]), options),
        );
        return {
            output: given.format === "json" ? json(changes) : formatChanges(changes),
            errors: "",
            exitCode: changes.length === 0 ? 0 : 1,
        };
    } catch (error) {
        if (!(error instanceof InputError)) {
            throw error;
        }
        return { output: "", errors: error.problems.join("\n"), exitCode: 2 };
    }
}

function evaluate(given: EvaluateArguments): string {
    const evaluator = new Evaluator(loadObjects(given.paths), optionsOf(given.defaultPolicy));
    const { from, to, port, method, path, format } = given;
    if (given.questions !== undefined) {
        const problems: string[] = [];
        const verdicts = readQuestions(given.questions).map((question, index) => {
            try {
                return evaluator.ask(question);
            } catch (error) {
                if (!(error instanceof InputError)) {
                    throw error;
                }
                problems.push(
                    ...error.problems.map(
                        (problem) => `${given.questions ?? ""}: question ${index + 1}: ${problem}`,
                    ),
                );
                return undefined;
            }
        });
        if (problems.length > 0) {
            throw new InputError(problems);
        }
        return json(verdicts);
    }
    if (from !== undefined && to !== undefined && port !== undefined) {
        const verdict = evaluator.ask({
            from,
            to,
            port,
            ...(method === undefined ? {} : { method }),
            ...(path === undefined ? {} : { path }),
        });
        return format === "json" ? json(verdict) : formatVerdict(verdict);
    }
    if (method !== undefined || path !== undefined) {
        throw new InputError(["--method and --path: give --from, --to and --port as well"]);
    }
    const calls = evaluator.select({ from, to, port }).sort(compareCalls);
    switch (format) {
        case "json":
            return json(calls);
        case "mermaid":
            return formatMermaid(calls);
        case "table":
            return formatCalls(calls);
    }
}

function optionsOf(defaultPolicy: string | undefined): EvaluatorOptions {
    return defaultPolicy === undefined ? {} : { defaultPolicy };
}

function json(value: unknown): string {
    return JSON.stringify(value, undefined, 2);
}

function compareCalls(left: Call, right: Call): number {
    const key = ({ to, port, request, from }: Call): string =>
        [to, String(port).padStart(5, "0"), request, from].join("\u0000");
    const [one, other] = [key(left), key(right)];
    return one < other ? -1 : one > other ? 1 : 0;
}
