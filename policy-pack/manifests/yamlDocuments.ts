import { EVENT_ID, YAMLException, constructFromEvents, parseEvents } from "js-yaml";
import type { Path } from "zero-trust-rules";
import { kubernetesSchema } from "./kubernetesSchema";
import { LineTable } from "./lineTable";
import { plainOffsetOf } from "./plainPositions";
import { readPlainYaml } from "./plainYaml";
import { MAXIMUM_DEPTH, type Node, offsetOf, positionsIn } from "./yamlPositions";

/** A document of a YAML or JSON text that holds something. */
export interface YamlDocument {
    /** Its place in the text, from 1 on. */
    readonly number: number;
    readonly value: unknown;
    /** The line, from 1 on, of a path or of the nearest parent that the text has. */
    readonly lineOf: (path: Path) => number;
}

/** What makes a text unreadable, and where. */
export interface YamlProblem {
    readonly document: number;
    readonly line: number;
    readonly reason: string;
}

/** More than anybody writes, and few enough to follow one after the other. */
const MOST_ALIASES = 1000;
/** Values, aliases counted as often as they are used, from which on a document is refused. */
const LARGEST_EXPANSION = 1_000_000;

/**
 * Reads a text of any number of documents. It is read one document at a time, for which only a
 * search for the separator is needed: no value may hold `---` at the beginning of a line. A place
 * is looked up in the text only when it is asked for, which is rare.
 */
export function readDocuments(text: string): {
    readonly documents: readonly YamlDocument[];
    readonly problems: readonly YamlProblem[];
} {
    const documents: YamlDocument[] = [];
    const problems: YamlProblem[] = [];
    const lines = new LineTable(text);
    let count = 0;
    for (const { start, part } of partsOf(text)) {
        try {
            for (const { value, offsetOf } of documentsOf(part)) {
                count += 1;
                if (value !== null && value !== undefined) {
                    const lineOf = (path: Path) => lines.at(start + offsetOf(path));
                    documents.push({ number: count, value, lineOf });
                }
            }
        } catch (error) {
            if (!(error instanceof YAMLException)) {
                throw error;
            }
            count += 1;
            problems.push({
                document: count,
                line: lines.at(start + (error.mark?.position ?? 0)),
                reason: error.reason,
            });
        }
    }
    return { documents, problems };
}

/** A document, and where in its text a path is. */
interface Document {
    readonly value: unknown;
    readonly offsetOf: (path: Path) => number;
}

function documentsOf(part: string): readonly Document[] {
    if (/^\s*[[{]/.test(part)) {
        try {
            return located(part, [JSON.parse(part)]);
        } catch {
            // YAML in flow style begins like JSON; what is neither is reported below.
        }
    }
    const plain = readPlainYaml(part);
    if (plain) {
        return [{ value: plain.value, offsetOf: (path) => plainOffsetOf(plain, path) }];
    }
    const events = parseEvents(part, { maxDepth: MAXIMUM_DEPTH });
    const values = constructFromEvents(events, {
        source: part,
        schema: kubernetesSchema,
        maxAliases: MOST_ALIASES,
    });
    if (events.some(({ type }) => type === EVENT_ID.ALIAS)) {
        for (const value of values) {
            refuseExpansion(value);
        }
    }
    return located(part, values);
}

/** What the full parser read, whose places are looked up only when one is asked for. */
function located(part: string, values: readonly unknown[]): readonly Document[] {
    let roots: readonly Node[] | undefined;
    return values.map((value, index) => ({
        value,
        offsetOf: (path) => {
            roots ??= positionsOf(part);
            const root = roots[index];
            return root ? offsetOf(root, path) : 0;
        },
    }));
}

function positionsOf(part: string): readonly Node[] {
    try {
        return positionsIn(part);
    } catch (error) {
        if (error instanceof YAMLException) {
            // JSON may hold characters that YAML may not.
            return [];
        }
        throw error;
    }
}

/** Aliases of aliases let a few lines stand for more than can ever be judged, or for themselves. */
function refuseExpansion(document: unknown): void {
    const sizes = new Map<object, number>();
    const open = new Set<object>();
    const sizeOf = (value: unknown): number => {
        if (typeof value !== "object" || value === null) {
            return 1;
        }
        const known = sizes.get(value);
        if (known !== undefined) {
            return known;
        }
        if (open.has(value)) {
            throw new YAMLException("an alias stands for something that it is a part of");
        }
        open.add(value);
        const parts: unknown[] = Object.values(value);
        const size = parts.reduce<number>((sum, part) => sum + sizeOf(part), 1);
        open.delete(value);
        sizes.set(value, size);
        return size;
    };
    if (sizeOf(document) > LARGEST_EXPANSION) {
        throw new YAMLException("aliases of aliases make it too large");
    }
}

/** The text cut before each separator, unless a directive belongs to what follows one. */
function partsOf(text: string): readonly { readonly start: number; readonly part: string }[] {
    if (/^%/m.test(text)) {
        return [{ start: 0, part: text }];
    }
    const parts = [];
    let start = 0;
    for (const { index } of text.matchAll(/\n---(?=\s|$)/g)) {
        parts.push({ start, part: text.slice(start, index + 1) });
        start = index + 1;
    }
    return [...parts, { start, part: text.slice(start) }];
}
