import { ResourceIndex } from "../rules/resourceIndex";
import { judge } from "../rules/rule";
import { defaultSettings } from "../rules/settings";
import { type Arguments, type Format, readArguments, usage } from "./arguments";
import { findFiles, readText } from "./files";
import { InputError } from "./inputError";
import { type ReadObject, nameOf, readManifests } from "./manifests";
import { formatJunit } from "./junitReport";
import { type Report, createReport, fails } from "./report";
import { formatSarif } from "./sarifReport";
import { readState } from "./state";
import { formatText } from "./textReport";

/** What the command prints, and the process' exit code. */
export interface Result {
    readonly output: string;
    readonly errors: string;
    readonly exitCode: 0 | 1 | 2;
}

/** Runs a command line: 0 is clean, 1 a mandatory rule violated, 2 input that cannot be judged. */
export function run(argv: readonly string[]): Result {
    try {
        const given = readArguments(argv);
        if (given === "help") {
            return { output: usage, errors: "", exitCode: 0 };
        }
        const report = audit(given);
        return {
            output: format(given.format, report),
            errors: "",
            exitCode: report.findings.some(fails) ? 1 : 0,
        };
    } catch (error) {
        if (!(error instanceof InputError)) {
            throw error;
        }
        return { output: "", errors: error.problems.join("\n"), exitCode: 2 };
    }
}

function audit({ paths, state, rules }: Arguments): Report {
    const objects = state === undefined ? readAll(paths) : readState(readText(state), state);
    const index = new ResourceIndex(objects.map(({ resource }) => resource));
    const findings = rules.flatMap((rule) => judge(rule, index, defaultSettings));
    return createReport(findings, objects, rules);
}

function readAll(paths: readonly string[]): ReadObject[] {
    const problems: string[] = [];
    const objects = findFiles(paths).flatMap((file) =>
        readManifests(readText(file), file, problems),
    );
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    if (objects.length === 0) {
        throw new InputError([`${paths.map(nameOf).join(", ")}: holds no Kubernetes object`]);
    }
    return objects;
}

function format(name: Format, report: Report): string {
    switch (name) {
        case "text":
            return formatText(report);
        case "json":
            return JSON.stringify({ findings: report.findings, checked: report.checked }, null, 2);
        case "sarif":
            return formatSarif(report);
        case "junit":
            return formatJunit(report);
    }
}
