import { diff } from "../diff";
import { Evaluator, type EvaluatorOptions } from "../evaluate/evaluator";
import { loadObjects } from "../objects";
import { formatMermaid } from "../render/mermaid";
import { compareCalls } from "../render/order";
import { renderPage } from "../render/page";
import { readArguments, usage, type EvaluateArguments } from "./arguments";
import type { CommandResult } from "./command";
import { formatCalls, formatChanges, formatVerdict } from "./format";
import { readQuestions } from "./questions";
import { InputError } from "zero-trust-manifests";

/** Runs a command line: 0 is success, 1 a difference found by `diff`, 2 bad input. */
export async function run(argv: readonly string[]): Promise<CommandResult> {
    try {
        const given = readArguments(argv);
        if (given === "help") {
            return { output: usage, errors: "", exitCode: 0 };
        }
        if (given.command === "evaluate") {
            return { output: await evaluate(given), errors: "", exitCode: 0 };
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

async function evaluate(given: EvaluateArguments): Promise<string> {
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
    if (format === "html") {
        return renderPage(evaluator, { from, to, port });
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
