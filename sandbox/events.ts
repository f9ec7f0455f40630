import type {
    EngineEvent,
    OpMap,
    StepEventMetadata,
    SummaryEvent,
} from "@pulumi/pulumi/automation";
import { outputChanges, type OutputChange } from "./outputChanges";

export interface Changes {
    create: number;
    update: number;
    replace: number;
    delete: number;
    same: number;
}

export interface Violation {
    /** Id such as MESH-01; the policy's name where its message does not begin with an id. */
    rule: string;
    level: "mandatory" | "advisory";
    urn: string;
    message: string;
}

export interface Diagnostic {
    severity: "error" | "warning" | "info";
    message: string;
    urn?: string;
}

/** One resource that is, or would be, different afterwards. */
export interface Change {
    kind: Exclude<keyof Changes, "same">;
    urn: string;
    /** Paths of the properties that differ; empty where all of it is new or gone. */
    properties: string[];
}

/** What the events of one engine operation say. */
export interface Account {
    changes: Changes;
    changed: Change[];
    violations: Violation[];
    diagnostics: Diagnostic[];
    /** Names of the policy packs that the engine ran. */
    policyPacks: string[];
    /** Outputs of the stack, secrets and unknowns masked; undefined where the engine told none. */
    outputs: Record<string, unknown> | undefined;
    /** What of a stack's outputs is different afterwards; empty where it had none before. */
    outputChanges: OutputChange[];
}

export const secretMask = "[secret]";
export const unknownMask = "[unknown]";

const stackType = "pulumi:pulumi:Stack";

// How the engine writes special values into JSON: secrets are marked by this key and value, an
// unknown string, number, list … by one constant each.
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownSentinels = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function accountOf(events: readonly EngineEvent[]): Account {
    const steps = lastSteps(events);
    const summary = events.flatMap((event) => event.summaryEvent ?? []).at(-1);
    return {
        changes: summary ? countOperations(summary.resourceChanges) : countSteps(steps),
        changed: steps.flatMap((step) => changeOf(step) ?? []),
        violations: violationsOf(events),
        diagnostics: diagnosticsOf(events),
        policyPacks: summary ? Object.keys(packsOf(summary)) : [],
        ...outputsOf(events),
    };
}

/** The engine reports a resource again when more becomes known: the last report counts. */
function lastSteps(events: readonly EngineEvent[]): StepEventMetadata[] {
    const failed = new Set(events.flatMap((event) => event.resOpFailedEvent?.metadata.urn ?? []));
    const steps = new Map<string, StepEventMetadata>();
    for (const event of events) {
        const step = event.resOutputsEvent?.metadata;
        if (step && !failed.has(step.urn) && !isDefaultProvider(step)) {
            // The two halves of a replacement come besides the replacement itself.
            const kept = steps.get(step.urn);
            if (kept?.op !== "replace") {
                steps.set(step.urn, step);
            }
        }
    }
    return [...steps.values()];
}

/** The engine makes them by itself and does not count them. */
export function isDefaultProvider({ type, urn }: StepEventMetadata): boolean {
    return type.startsWith("pulumi:providers:") && /::default(_[^:]*)?$/.test(urn);
}

const kinds: Partial<Record<keyof OpMap, keyof Changes>> = {
    create: "create",
    import: "create",
    update: "update",
    replace: "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "import-replacement": "replace",
    delete: "delete",
    discard: "delete",
    same: "same",
    read: "same",
    refresh: "same",
};

function countOperations(operations: OpMap): Changes {
    const changes = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
    for (const [operation, count] of Object.entries(operations)) {
        // A replacement is counted once, though the engine also counts its halves.
        const half = operation.startsWith("create-") || operation.startsWith("delete-");
        const kind = kinds[operation as keyof OpMap];
        if (kind && !half) {
            changes[kind] += count;
        }
    }
    return changes;
}

function countSteps(steps: readonly StepEventMetadata[]): Changes {
    const changes = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
    for (const { op } of steps) {
        const kind = kinds[op];
        if (kind) {
            changes[kind] += 1;
        }
    }
    return changes;
}

function changeOf(step: StepEventMetadata): Change | undefined {
    const kind = kinds[step.op];
    if (!kind || kind === "same") {
        return undefined;
    }
    const differing = kind === "update" || kind === "replace";
    const properties = Object.keys(step.detailedDiff ?? {});
    return {
        kind,
        urn: step.urn,
        properties: differing ? (properties.length > 0 ? properties : (step.diffs ?? [])) : [],
    };
}

function violationsOf(events: readonly EngineEvent[]): Violation[] {
    const violations = events.flatMap(({ policyEvent }): Violation[] => {
        if (!policyEvent) {
            return [];
        }
        // The engine puts the policy's description before what the policy says.
        const text = plain(policyEvent.message);
        const rule = /^([A-Z]+-\d+):/m.exec(text);
        return [
            {
                rule: rule?.[1] ?? policyEvent.policyName,
                level: policyEvent.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
                urn: policyEvent.resourceUrn ?? "",
                message: text.slice(rule?.index ?? 0),
            },
        ];
    });
    return unique(violations);
}

function diagnosticsOf(events: readonly EngineEvent[]): Diagnostic[] {
    const diagnostics = events.flatMap(({ diagnosticEvent }): Diagnostic[] => {
        if (!diagnosticEvent || diagnosticEvent.ephemeral) {
            return [];
        }
        const severity = severityOf(diagnosticEvent.severity);
        const message = plain(diagnosticEvent.message);
        const { urn } = diagnosticEvent;
        // Where the engine has no Node.js host, the sandbox itself has put the analyzer on PATH.
        const expected = message.startsWith("using pulumi-analyzer-policy-nodejs from $PATH");
        return severity && message && !expected ? [{ severity, message, ...(urn && { urn }) }] : [];
    });
    // An error is told again, shorter, by each layer that it passes through.
    return unique(diagnostics).filter(
        (one) =>
            !diagnostics.some(
                (other) =>
                    other.severity === one.severity &&
                    other.message.length > one.message.length &&
                    other.message.includes(one.message),
            ),
    );
}

/** The engine also sends "debug", which its types leave out. */
function severityOf(severity: string): Diagnostic["severity"] | undefined {
    switch (severity) {
        case "error":
        case "warning":
        case "info":
            return severity;
        case "info#err":
            return "info";
        default:
            return undefined;
    }
}

/** The engine spells the member differently from its types. */
function packsOf(summary: SummaryEvent & { PolicyPacks?: Record<string, string> }) {
    return summary.PolicyPacks ?? {};
}

function outputsOf(events: readonly EngineEvent[]): Pick<Account, "outputs" | "outputChanges"> {
    const step = events.filter((event) => event.resOutputsEvent?.metadata.type === stackType).at(-1)
        ?.resOutputsEvent?.metadata;
    const [before, after] = [step?.old, step?.new].map(outputsOfState);
    const changed = before !== undefined && Object.keys(before).length > 0;
    return {
        outputs: after,
        outputChanges: changed && after !== undefined ? outputChanges(before, after) : [],
    };
}

/** The engine's JSON has null where there is no state yet, and no outputs where there are none. */
function outputsOfState(
    state: { outputs?: Record<string, unknown> } | null | undefined,
): Record<string, unknown> | undefined {
    return state ? maskOutputs(state.outputs ?? {}) : undefined;
}

/** @returns the outputs with every secret and every value not yet known replaced by its mask */
export function maskOutputs(outputs: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, mask(value)]));
}

function mask(value: unknown): unknown {
    if (typeof value === "string") {
        return unknownSentinels.has(value) ? unknownMask : value;
    }
    if (Array.isArray(value)) {
        return value.map(mask);
    }
    if (value && typeof value === "object") {
        const object = value as Record<string, unknown>;
        return object[signatureKey] === secretSignature ? secretMask : maskOutputs(object);
    }
    return value;
}

/** Without the engine's marks for colours, such as `<{%reset%}>`, and terminal escapes. */
function plain(text: string): string {
    // eslint's no-control-regex would object to a literal escape character.
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
    return text
        .replace(/<\{%[^%]*%\}>/g, "")
        .replace(escapes, "")
        .trim();
}

function unique<T>(values: readonly T[]): T[] {
    return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
