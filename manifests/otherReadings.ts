import {
    COLLECTION_STYLE,
    EVENT_ID,
    type Event,
    type MappingEvent,
    SCALAR_STYLE,
    type ScalarEvent,
    type SequenceEvent,
    YAMLException,
} from "js-yaml";
import type { Parsed } from "./foldedLines";

/** A mapping, list or document that is being read. */
interface Open {
    readonly isFlow: boolean;
    /** Keys and values of a mapping so far. */
    readonly parts?: { count: number };
}

/**
 * Refuses what is valid YAML, and something else to Kubernetes: what is judged would not be what runs.
 * https://github.com/yaml/go-yaml/blob/v2.4.2/scannerc.go
 * @throws YAMLException
 */
export function refuseOtherReadings({ text, events }: Parsed): void {
    const open: Open[] = [];
    for (const event of events) {
        if (event.type === EVENT_ID.POP) {
            open.pop();
            continue;
        }
        const around = open.at(-1);
        refuseProperties(text, event);
        if (event.type === EVENT_ID.SCALAR) {
            refuseScalar(text, event, around);
        }
        if (around?.parts) {
            around.parts.count += 1;
        }
        if (event.type === EVENT_ID.DOCUMENT) {
            open.push({ isFlow: false });
        } else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
            open.push(opened(event));
        }
    }
}

function opened({ type, style }: SequenceEvent | MappingEvent): Open {
    const isFlow = style === COLLECTION_STYLE.FLOW;
    return type === EVENT_ID.MAPPING ? { isFlow, parts: { count: 0 } } : { isFlow };
}

function refuseProperties(text: string, event: Exclude<Event, { type: typeof EVENT_ID.POP }>) {
    if (event.type === EVENT_ID.DOCUMENT) {
        if (event.directives.some(({ kind }) => kind === "tag")) {
            throw new YAMLException("a %TAG directive is heeded by some readers only");
        }
        return;
    }
    const { anchorStart, anchorEnd } = event;
    if (anchorStart >= 0 && !/^[\w-]+$/.test(text.slice(anchorStart, anchorEnd))) {
        refuse(text, anchorStart, "an anchor's name has only letters, digits, - and _");
    }
    if (event.type !== EVENT_ID.ALIAS && event.tagStart >= 0) {
        const { tagStart, tagEnd } = event;
        if (text[tagEnd] === "," || text.slice(tagStart, tagEnd) === "!") {
            refuse(text, tagStart, "this tag has another meaning to some readers");
        }
    }
}

function refuseScalar(text: string, event: ScalarEvent, around: Open | undefined): void {
    const { valueStart: start, valueEnd: end, style } = event;
    if (style === SCALAR_STYLE.DOUBLE_QUOTED) {
        if (/(?<!\\)(?:\\\\)*\\\r?\n[ \t]*\r?\n/.test(text.slice(start, end))) {
            refuse(text, start, "an empty line follows a line's end that is escaped");
        }
        return;
    }
    if (style !== SCALAR_STYLE.PLAIN || start < 0) {
        return;
    }
    if (around?.isFlow) {
        if (text[start] === "?") {
            refuse(text, start, "a ? within brackets begins a key to some readers; quote it");
        }
        if (text[end] === ":" && ",[]{}".includes(text[end + 1] ?? " ")) {
            refuse(text, end, "white space has to follow the colon of a key");
        }
    }
    const before = around?.parts?.count ?? 0;
    if (before > 0 && before % 2 === 0 && end - start === 2 && text.startsWith("<<", start)) {
        refuse(text, start, "<< wins over the keys before it to some readers; put it first");
    }
}

function refuse(text: string, offset: number, reason: string): never {
    return YAMLException.throwAt(text, offset, reason);
}
