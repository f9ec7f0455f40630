import type { Question } from "../evaluate/evaluator";
import { closest, InputError, isRecord, readText } from "zero-trust-manifests";

const fields = ["from", "to", "port", "method", "path", "host", "headers"];

/**
 * The questions in a JSON file.
 *
 * @throws InputError naming the file, and the question by its place.
 */
export function readQuestions(file: string): Question[] {
    const text = readText(file);
    let parsed: unknown;
    try {
        parsed = JSON.parse(text);
    } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new InputError([`${file}: cannot be read as JSON: ${problem}`]);
    }
    if (!Array.isArray(parsed)) {
        throw new InputError([`${file}: must be an array of {"from","to","port","method","path"}`]);
    }
    const problems: string[] = [];
    const questions = parsed.map((item: unknown, index) =>
        readQuestion(item, `${file}: question ${index + 1}`, problems),
    );
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    return questions;
}

function readQuestion(item: unknown, where: string, problems: string[]): Question {
    const question: Question = { from: "", to: "", port: 0 };
    if (!isRecord(item)) {
        problems.push(`${where}: must be an object`);
        return question;
    }
    const text = (field: string, required: boolean): string | undefined => {
        const value = item[field];
        if (typeof value === "string") {
            return value;
        }
        if (required || (value !== undefined && value !== null)) {
            problems.push(`${where}: ${field}: must be a string`);
        }
        return undefined;
    };
    for (const field of Object.keys(item).filter((key) => !fields.includes(key))) {
        // What is passed over must not be what was meant, but verdicts may stand beside questions.
        const near = field.length < 3 ? undefined : closest(field, fields);
        if (near !== undefined && item[near] === undefined) {
            problems.push(`${where}: ${field}: is no field of a question; did you mean ${near}?`);
        }
    }
    const { port, headers } = item;
    if (typeof port !== "number" && typeof port !== "string") {
        problems.push(`${where}: port: must be a number or a port's name`);
    }
    return {
        from: text("from", true) ?? "",
        to: text("to", true) ?? "",
        port: typeof port === "number" || typeof port === "string" ? port : 0,
        ...optional("method", text("method", false)),
        ...optional("path", text("path", false)),
        ...optional("host", text("host", false)),
        ...readHeaders(headers, where, problems),
    };
}

function readHeaders(
    headers: unknown,
    where: string,
    problems: string[],
): Pick<Question, "headers"> {
    if (headers === undefined || headers === null) {
        return {};
    }
    const isText = (entry: [string, unknown]): entry is [string, string] =>
        typeof entry[1] === "string";
    const entries = isRecord(headers) ? Object.entries(headers) : undefined;
    if (entries?.every(isText) !== true) {
        problems.push(`${where}: headers: must be an object of strings`);
        return {};
    }
    return { headers: Object.fromEntries(entries) };
}

function optional(key: string, value: string | undefined): Record<string, string> {
    return value === undefined ? {} : { [key]: value };
}
