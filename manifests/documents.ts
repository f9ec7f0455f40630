import { EVENT_ID, YAMLException, constructFromEvents } from "js-yaml";
import { type Parsed, parseFolded } from "./foldedLines";
import { readJson } from "./json";
import { kubernetesSchema } from "./kubernetesSchema";
import { LineTable } from "./lineTable";
import { refuseOtherReadings } from "./otherReadings";
import type { Path } from "./path";
import { type Node, offsetOf, positionsIn } from "./positions";

/** A document of a YAML or JSON text that holds something. */
export interface Document {
    /** Its place in the text, from 1 on. */
    readonly number: number;
    readonly value: unknown;
    /** The line, from 1 on, of a path or of the nearest parent that the text has. */
    readonly lineOf: (path: Path) => number;
}

/** What makes a document unreadable, and where. */
export interface DocumentProblem {
    readonly document: number;
    readonly line: number;
    /** In the parser's words, which quote no value. */
    readonly reason: string;
}

/** More than anybody writes, and few enough to follow one after the other. */
const MOST_ALIASES = 1000;
/** Values, aliases counted as often as they are used, from which on a document is refused. */
const LARGEST_EXPANSION = 1_000_000;

/**
 * Reads a text of any number of documents as Kubernetes reads it (sigs.k8s.io/yaml), but refuses a
 * key that is there twice, as its strict reader does, and tags of one's own. It is read one document
 * at a time, for which only a search for the separator is needed: no value may hold `---` at the
 * beginning of a line. A place is looked up in the text only when it is asked for, which is rare.
 */
export function readDocuments(text: string): {
    readonly documents: readonly Document[];
    readonly problems: readonly DocumentProblem[];
} {
    const documents: Document[] = [];
    const problems: DocumentProblem[] = [];
    let count = 0;
    for (const { before, part } of partsOf(text)) {
        try {
            for (const { value, lineOf } of documentsOf(part)) {
                count += 1;
                if (value !== null && value !== undefined) {
                    documents.push({
                        number: count,
                        value,
                        lineOf: (path) => before + lineOf(path),
                    });
                }
            }
        } catch (error) {
            if (!(error instanceof YAMLException)) {
                throw error;
            }
            count += 1;
            const line = before + 1 + (error.mark?.line ?? 0);
            problems.push({ document: count, line, reason: error.reason });
        }
    }
    return { documents, problems };
}

/** A document, with lines counted from its own first one on. */
type Part = Pick<Document, "value" | "lineOf">;

function documentsOf(part: string): readonly Part[] {
    const json = /^\s*[[{]/.test(part) ? readJson(part) : undefined;
    if (json) {
        return located(() => parseFolded(part), [json.value]);
    }
    refuseLineEnds(part);
    const parsed = parseFolded(part);
    refuseOtherReadings(parsed);
    const { text, events } = parsed;
    const values = constructFromEvents(events, {
        source: text,
        schema: kubernetesSchema,
        maxAliases: MOST_ALIASES,
    });
    if (events.some(({ type }) => type === EVENT_ID.ALIAS)) {
        for (const value of values) {
            refuseExpansion(value);
        }
    }
    return located(() => parseFolded(part), values);
}

/** Values whose places are looked up only when one is asked for. */
function located(parse: () => Parsed, values: readonly unknown[]): readonly Part[] {
    let places: Places | undefined;
    return values.map((value, index) => ({
        value,
        lineOf: (path) => {
            places ??= placesOf(parse);
            const root = places.roots[index];
            return root ? places.lines.at(offsetOf(root, path)) : 1;
        },
    }));
}

interface Places {
    readonly roots: readonly Node[];
    readonly lines: LineTable;
}

function placesOf(parse: () => Parsed): Places {
    try {
        const parsed = parse();
        return { roots: positionsIn(parsed), lines: new LineTable(parsed.text) };
    } catch (error) {
        if (error instanceof YAMLException) {
            // JSON may hold characters that YAML may not.
            return { roots: [], lines: new LineTable("") };
        }
        throw error;
    }
}

/**
 * To Kubernetes, whose YAML is of 1.1, a comment ends there, and what follows is an entry. Where it
 * looks for separators, lines end with line feeds alone.
 */
function refuseLineEnds(part: string): void {
    const index = part.search(/[\u0085\u2028\u2029\uFEFF]|\r(?!\n)/);
    if (index >= 0) {
        const code = part.charCodeAt(index).toString(16).toUpperCase().padStart(4, "0");
        YAMLException.throwAt(
            part,
            index,
            `the character U+${code} ends a line for some readers only; write "\\u${code}"`,
        );
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

/**
 * The text cut before each separator, unless a directive belongs to what follows one, with how many
 * lines stand before each part.
 */
function partsOf(given: string): readonly { readonly before: number; readonly part: string }[] {
    // What Kubernetes takes for a separator with a comment is none to YAML without a space.
    const text = given.replace(/(?<=\n---)[^\S\n]*#/g, " #");
    if (/^%/m.test(text)) {
        return [{ before: 0, part: text }];
    }
    const lines = new LineTable(text);
    const starts = [0, ...[...text.matchAll(/\n---(?=\s|$)/g)].map(({ index }) => index + 1)];
    return starts.map((start, index) => ({
        before: lines.at(start) - 1,
        part: text.slice(start, starts[index + 1]),
    }));
}
