import type { CommandResult } from "zero-trust-access";
import { dayOf, type Finding, judgeAll, ResourceIndex } from "zero-trust-rules";
import { isRelease, lookInto } from "../helm/release";
import { type Arguments, type Format, readArguments, usage } from "./arguments";
import { noConfigurationFile, readConfigurationFile } from "./configurationFile";
import { judgedOf } from "./exports";
import { InputError, nameOf, readFiles, readText } from "zero-trust-manifests";
import { type ReadResource, toResource } from "../readResource";
import { formatJunit } from "./junitReport";
import { type Report, createReport, fails } from "./report";
import { formatSarif } from "./sarifReport";
import { readState } from "./state";
import { formatText } from "./textReport";

/**
 * Runs a command line: 0 is clean, 1 a mandatory rule violated, 2 input that cannot be judged.
 * @param today the day on which exemptions have to hold, as `2026-12-31` in UTC
 */
export async function run(
    argv: readonly string[],
    today = dayOf(new Date()),
): Promise<CommandResult> {
    try {
        const given = readArguments(argv);
        if (given === "help") {
            return { output: usage, errors: "", exitCode: 0 };
        }
        const report = await audit(given, today);
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

async function audit({ paths, state, config, rules }: Arguments, today: string): Promise<Report> {
    const { configuration, origin } =
        config === undefined ? noConfigurationFile() : readConfigurationFile(config);
    const read = state === undefined ? readAll(paths) : readState(readText(state), state);
    const { objects, undecided } = configuration.lookIntoReleases
        ? await withRendered(read)
        : { objects: read, undecided: [] };
    const index = new ResourceIndex(objects.map(({ resource }) => resource));
    const findings = judgeAll(rules, index, configuration, today, undecided);
    return createReport(findings, objects, rules, origin);
}

function readAll(paths: readonly string[]): ReadResource[] {
    const problems: string[] = [];
    const objects = readFiles(paths, problems).map(toResource);
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    if (objects.length === 0) {
        throw new InputError([`${paths.map(nameOf).join(", ")}: holds no Kubernetes object`]);
    }
    return judgedOf(objects);
}

/** What releases are rendered to has the places of the releases. */
async function withRendered(
    read: readonly ReadResource[],
): Promise<{ objects: ReadResource[]; undecided: Finding[] }> {
    const objects: ReadResource[] = [];
    const undecided: Finding[] = [];
    for (const object of read) {
        const { resource, origin } = object;
        objects.push(object);
        if (isRelease(resource)) {
            const rendered = await lookInto(resource);
            const place = { file: origin.file, lineOf: () => origin.lineOf([]) };
            objects.push(...rendered.objects.map((each) => ({ resource: each, origin: place })));
            undecided.push(...rendered.undecided);
        }
    }
    return { objects, undecided };
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
