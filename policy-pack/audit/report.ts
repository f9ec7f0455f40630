import { type Origin, parsePath } from "zero-trust-manifests";
import {
    type Finding,
    isChart,
    kindOf,
    type Level,
    logicalName,
    nameOf,
    readString,
    type Resource,
    type Rule,
    sentenceOf,
    valueOf,
} from "zero-trust-rules";
import type { ReadResource } from "../readResource";

/** A finding as it is reported: for machines, with the place where it was read. */
export interface ReportedFinding {
    readonly rule: string;
    readonly level: Level;
    readonly status: Finding["status"];
    readonly resource: ReportedResource;
    readonly path: string;
    /** A sentence that names the object. */
    readonly message: string;
    readonly remedy: string;
    /** As it was given, or found in a folder that was; `-` is standard input. */
    readonly file: string;
    readonly line: number;
}

export interface ReportedResource {
    readonly apiVersion: string;
    readonly kind: string;
    /** Null where the object does not name one. */
    readonly namespace: string | null;
    readonly name: string | null;
}

export interface Report {
    readonly findings: readonly ReportedFinding[];
    /** How many objects were judged. */
    readonly checked: number;
    /** Those by which they were. */
    readonly rules: readonly Rule[];
}

/**
 * Findings with their places, in the order of files, lines and rules.
 * @param elsewhere where that is which is not found in an object: the configuration
 */
export function createReport(
    findings: readonly Finding[],
    objects: readonly ReadResource[],
    rules: readonly Rule[],
    elsewhere: Origin,
): Report {
    const origins = new Map(objects.map(({ resource, origin }) => [resource, origin]));
    return {
        findings: findings
            .map((finding) => reported(finding, origins.get(finding.resource) ?? elsewhere))
            .sort(compare),
        checked: objects.length,
        rules,
    };
}

/** Whether a finding fails the command: a mandatory rule is violated. */
export function fails({ status, level }: ReportedFinding): boolean {
    return status === "violation" && level === "mandatory";
}

function reported(finding: Finding, origin: Origin): ReportedFinding {
    return {
        rule: finding.rule,
        level: finding.level,
        status: finding.status,
        resource: resourceOf(finding.resource),
        path: finding.path,
        message: sentenceOf(finding),
        remedy: finding.remedy,
        file: origin.file,
        line: origin.lineOf(parsePath(finding.path)),
    };
}

function resourceOf(resource: Resource): ReportedResource {
    const end = resource.type.lastIndexOf(":");
    const apiVersion = resource.type.slice(0, end);
    const kind = resource.type.slice(end + 1);
    if (kindOf(resource.type) === undefined) {
        return { apiVersion, kind, namespace: null, name: logicalName(resource) };
    }
    const path = isChart(resource.type) ? ["namespace"] : ["metadata", "namespace"];
    return {
        apiVersion: apiVersion.replace(/^kubernetes:(core\/)?/, ""),
        kind,
        namespace: valueOf(readString(resource.object, path)) ?? null,
        name: valueOf(nameOf(resource)) ?? null,
    };
}

function compare(one: ReportedFinding, other: ReportedFinding): number {
    return (
        compareText(one.file, other.file) ||
        one.line - other.line ||
        compareText(one.rule, other.rule) ||
        compareText(one.path, other.path) ||
        compareText(one.message, other.message)
    );
}

/** By code units: what is sorted is the same on every machine. */
function compareText(one: string, other: string): number {
    return one < other ? -1 : one > other ? 1 : 0;
}
