import { relative } from "node:path";
import type { Change, Changes, Diagnostic, Violation } from "./events";
import type { Phase } from "./operations";
import { isMap, outputChangeText, type OutputChange } from "./outputChanges";
import type { Operation } from "./options";
import type { IngressAnswers } from "./standins/ingress";

/** What `--json` prints; the help text documents it. */
export interface ReportDocument {
    operation: Operation;
    result: "succeeded" | "failed";
    changes: Changes;
    violations: Violation[];
    outputs: Record<string, unknown>;
    outputChanges: OutputChange[];
    diagnostics: Diagnostic[];
    /** How the ingress answers afterwards, name by name; absent where there is none. */
    ingress?: IngressAnswers[];
    seconds: number;
    /** Only for the whole tour: each phase, in order. */
    phases?: ReportDocument[];
}

function noChanges(): Changes {
    return { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
}

/** Nothing had to be done. */
export function emptyDocument(
    operation: Operation,
    outputs: Record<string, unknown>,
): ReportDocument {
    return {
        operation,
        result: "succeeded",
        changes: noChanges(),
        violations: [],
        outputs,
        outputChanges: [],
        diagnostics: [],
        seconds: 0,
    };
}

function documentOf(phase: Phase): ReportDocument {
    return {
        operation: phase.operation,
        result: phase.result,
        changes: phase.changes,
        violations: phase.violations,
        outputs: phase.outputs ?? {},
        outputChanges: phase.outputChanges,
        diagnostics: phase.diagnostics,
        seconds: rounded(phase.seconds),
    };
}

export function failureDocument(
    operation: Operation,
    message: string,
    seconds: number,
): ReportDocument {
    return {
        ...emptyDocument(operation, {}),
        result: "failed",
        diagnostics: [{ severity: "error", message }],
        seconds: rounded(seconds),
    };
}

export function reportOf(
    operation: Operation,
    phases: readonly Phase[],
    seconds: number,
): ReportDocument {
    const [phase] = phases;
    return operation !== "sandbox" && phase ? documentOf(phase) : tourDocument(phases, seconds);
}

/** The whole tour in one document: changes of up, and what any phase found. */
function tourDocument(phases: readonly Phase[], seconds: number): ReportDocument {
    const up = phases.find(({ operation }) => operation === "up");
    return {
        operation: "sandbox",
        result:
            phases.length === 3 && phases.every(({ result }) => result === "succeeded")
                ? "succeeded"
                : "failed",
        changes: (up ?? phases[0])?.changes ?? noChanges(),
        violations: distinct(phases.flatMap(({ violations }) => violations)),
        outputs: (up ?? phases[0])?.outputs ?? {},
        outputChanges: (up ?? phases[0])?.outputChanges ?? [],
        diagnostics: distinct(phases.flatMap(({ diagnostics }) => diagnostics)),
        seconds: rounded(seconds),
        phases: phases.map(documentOf),
    };
}

/** One operation for people to read: what changed, what was refused and why. */
export function phaseText(phase: Phase): string {
    return [
        ...changeLines(phase.changed),
        ...outputChangeLines(phase.outputChanges),
        `  ${changesText(phase)}, ${phase.seconds.toFixed(1)} s`,
        ...phase.violations.map(violationText),
        ...phase.diagnostics.map(diagnosticText),
    ].join("\n");
}

const verbs: Record<Phase["operation"], Record<keyof Changes, string>> = {
    preview: words("to create", "to update", "to replace", "to delete"),
    up: words("created", "updated", "replaced", "deleted"),
    refresh: words("created", "updated", "replaced", "gone"),
    destroy: words("created", "updated", "replaced", "deleted"),
    outputs: words("created", "updated", "replaced", "deleted"),
};

function words(create: string, update: string, replace: string, gone: string) {
    return { create, update, replace, delete: gone, same: "unchanged" };
}

function changesText({ operation, changes }: Phase): string {
    const parts = (Object.keys(noChanges()) as (keyof Changes)[])
        .filter((kind) => changes[kind] > 0)
        .map((kind) => `${changes[kind]} ${verbs[operation][kind]}`);
    return parts.length > 0 ? parts.join(", ") : "no resources";
}

/** New and gone resources by type; for those that differ, also where. */
function changeLines(changed: readonly Change[]): string[] {
    const lines: string[] = [];
    for (const [kind, mark] of [
        ["create", "+"],
        ["delete", "-"],
    ] as const) {
        const names = new Map<string, string[]>();
        for (const { urn } of changed.filter((change) => change.kind === kind)) {
            const type = typeName(urn);
            names.set(type, [...(names.get(type) ?? []), urnName(urn)]);
        }
        for (const [type, all] of [...names].sort(([a], [b]) => a.localeCompare(b))) {
            lines.push(`  ${mark} ${type}: ${all.join(", ")}`);
        }
    }
    for (const [kind, mark] of [
        ["update", "~"],
        ["replace", "±"],
    ] as const) {
        for (const { urn, properties } of changed.filter((change) => change.kind === kind)) {
            const where = properties.length > 0 ? ` (${properties.join(", ")})` : "";
            lines.push(`  ${mark} ${resourceName(urn)}${where}`);
        }
    }
    return lines;
}

function outputChangeLines(changes: readonly OutputChange[]): string[] {
    return changes.length === 0
        ? []
        : ["  outputs", ...changes.map((change) => `    ${outputChangeText(change)}`)];
}

function violationText({ rule, level, urn, message }: Violation): string {
    const resource = urn === "" ? "the stack" : resourceName(urn);
    return `  ${level === "mandatory" ? "refused" : "advice"} by ${rule}: ${resource}\n${indented(message)}`;
}

function diagnosticText({ severity, urn, message }: Diagnostic): string {
    const resource = urn ? `${resourceName(urn)}: ` : "";
    return `  ${severity}: ${resource}${indented(message).trimStart()}`;
}

function indented(text: string): string {
    return text.replace(/^/gm, "      ");
}

/** Outputs as a table; a map as a table of its own, what else is not one line of text as JSON. */
export function outputsText(outputs: Record<string, unknown>): string {
    return Object.keys(outputs).length === 0
        ? "Outputs: none"
        : ["Outputs", ...table(outputs, "  ")].join("\n");
}

function table(values: Record<string, unknown>, indentation: string): string[] {
    const width = Math.max(...Object.keys(values).map((name) => name.length));
    return Object.entries(values).flatMap(([name, value]) => {
        if (isMap(value) && Object.keys(value).length > 0) {
            return [`${indentation}${name}`, ...table(value, `${indentation}  `)];
        }
        const text =
            typeof value === "string" && !value.includes("\n") ? value : JSON.stringify(value);
        return [`${indentation}${name.padEnd(width)}  ${text}`];
    });
}

/** How the ingress answers, a line a name. */
export function ingressText(ingress: readonly IngressAnswers[]): string {
    const lines = ingress.map(
        ({ host, cleartext, tls }) => `  ${host}: cleartext is ${cleartext}; ${tls}`,
    );
    return ["Ingress", ...lines].join("\n");
}

/** What one may do after an operation that succeeded. */
export function nextStepsText(operation: Operation, onApiServer = false): string {
    const option = onApiServer ? " --api-server" : "";
    const steps =
        operation === "destroy" || operation === "preview"
            ? [[`npm run sandbox -- up${option}`, "bring the stack up"]]
            : [
                  ["npm run sandbox -- preview", "after a change of the program: what it would do"],
                  ["npm run sandbox -- outputs", "the outputs again"],
                  ["npm run sandbox -- refresh", "compare with what exists"],
                  ...(onApiServer
                      ? [["npm run sandbox -- serve", "run its API server, for kubectl"]]
                      : []),
                  ["npm run sandbox -- destroy", "delete every resource, in reverse order"],
              ];
    const width = Math.max(...steps.map(([command = ""]) => command.length));
    const lines = steps.map(([command = "", what = ""]) => `  ${command.padEnd(width)}   ${what}`);
    return ["What to try next", ...lines].join("\n");
}

/** How to look into a stack's cluster, on whose API server nobody but its kubeconfig gets an answer. */
export function kubectlText(kubeconfigFile: string): string {
    const file = relative(process.cwd(), kubeconfigFile);
    return [
        "With kubectl, while npm run sandbox -- serve runs in another terminal",
        `  kubectl --kubeconfig ${file} get servers,authorizationpolicies --all-namespaces`,
    ].join("\n");
}

/** "Namespace linkerd": last part of the type and name, as far as a person needs them. */
function resourceName(urn: string): string {
    return `${typeName(urn)} ${urnName(urn)}`;
}

function typeName(urn: string): string {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? urn;
    return type.split(":").at(-1) ?? type;
}

function urnName(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function distinct<T>(values: readonly T[]): T[] {
    return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function rounded(seconds: number): number {
    return Math.round(seconds * 10) / 10;
}
