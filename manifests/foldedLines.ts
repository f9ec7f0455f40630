import { type Event, YAMLException, parseEvents } from "js-yaml";

/** What is parsed, and the text that its events point into. */
export interface Parsed {
    readonly text: string;
    readonly events: Event[];
}

/** Deeper than any object that an API server would take. */
export const MAXIMUM_DEPTH = 500;
/** Characters that may be read again for the sake of badly indented lines: seconds. */
const PATIENCE = 100_000_000;

/**
 * Parses a text whose quotations and brackets may go on at any column, as Kubernetes' reader has it
 * and YAML has not. Such a line is moved to the right, where white space means nothing, so that no
 * place changes its line.
 * @throws YAMLException
 */
export function parseFolded(given: string): Parsed {
    let text = given;
    for (let read = 0; ; read += text.length) {
        try {
            return { text, events: parseEvents(text, { maxDepth: MAXIMUM_DEPTH }) };
        } catch (error) {
            const start = error instanceof YAMLException ? foldedAt(text, error) : undefined;
            if (start === undefined || read > PATIENCE) {
                throw error;
            }
            text = `${text.slice(0, start)}${" ".repeat(deepest(given) + 1)}${text.slice(start)}`;
        }
    }
}

/** Where the line begins that goes on with a quotation or a bracket too far to the left. */
function foldedAt(text: string, { reason, mark }: YAMLException): number | undefined {
    if (reason !== "deficient indentation" || mark === undefined) {
        return undefined;
    }
    const start = mark.position - mark.column;
    return /^ *$/.test(text.slice(start, mark.position)) ? start : undefined;
}

/** Up to which column something begins, however many dashes stand before it. */
function deepest(text: string): number {
    const beginnings = text.match(/^[ ?-]*/gm) ?? [];
    return beginnings.reduce((most, { length }) => Math.max(most, length), 0);
}
