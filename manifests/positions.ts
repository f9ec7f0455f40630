import {
    EVENT_ID,
    type Event,
    type MappingEvent,
    SCALAR_STYLE,
    type ScalarEvent,
    type SequenceEvent,
    getScalarValue,
} from "js-yaml";
import type { Parsed } from "./foldedLines";
import { plainScalar } from "./kubernetesSchema";
import type { Path } from "./path";

/** A node of the text, with the offset at which it, or the alias that stands for it, begins. */
export interface Node {
    readonly start: number;
    /** The values of a mapping; of two of the same key, as JSON allows them, the last one. */
    entries?: Map<string, Place>;
    items?: Place[];
    /** What `<<` merges in; an earlier one wins over a later one. */
    merged?: Node[];
}

interface Place {
    readonly at: number;
    readonly node: Node;
}

/** The nodes of each document of a text, for finding out where a value stands. */
export function positionsIn({ text, events }: Parsed): readonly Node[] {
    const documents: Node[] = [];
    for (let next = 0; next < events.length;) {
        const reader = new NodeReader(text, events, next + 1);
        documents.push(reader.read().node);
        next = reader.position + 1;
    }
    return documents;
}

/**
 * The offset of the deepest part of the path that stands in the text: of a key, an item of a list,
 * or the document itself. What an alias stands for is found where its anchor is.
 */
export function offsetOf(document: Node, path: Path): number {
    let node = document;
    let at = document.start;
    for (const step of path) {
        const found = typeof step === "number" ? node.items?.[step] : entryOf(node, step);
        if (found === undefined) {
            break;
        }
        at = found.at;
        node = found.node;
    }
    return at;
}

function entryOf(node: Node, key: string): Place | undefined {
    const own = node.entries?.get(key);
    if (own) {
        return own;
    }
    for (const merged of node.merged ?? []) {
        const found = entryOf(merged, key);
        if (found) {
            return found;
        }
    }
    return undefined;
}

/** Reads the events of one document, which follow each other in the order of the text. */
class NodeReader {
    private readonly anchors = new Map<string, Node>();
    /** Where an empty value is: nothing of it stands in the text. */
    private last = 0;

    constructor(
        private readonly text: string,
        private readonly events: readonly Event[],
        public position: number,
    ) {}

    read(): Place {
        const event = this.events[this.position++];
        switch (event?.type) {
            case EVENT_ID.SCALAR:
                return this.scalar(event);
            case EVENT_ID.ALIAS: {
                const name = this.text.slice(event.anchorStart, event.anchorEnd);
                // The asterisk stands before the name.
                this.last = event.anchorStart - 1;
                return { at: this.last, node: this.anchors.get(name) ?? leaf(this.last) };
            }
            case EVENT_ID.SEQUENCE: {
                const node = this.open(event);
                while (!this.closes()) {
                    (node.items ??= []).push(this.read());
                }
                return { at: node.start, node };
            }
            case EVENT_ID.MAPPING: {
                const node = this.open(event);
                while (!this.closes()) {
                    this.entry(node);
                }
                return { at: node.start, node };
            }
            default:
                return { at: this.last, node: leaf(this.last) };
        }
    }

    private entry(mapping: Node): void {
        const key = this.events[this.position];
        const { at } = this.read();
        const { node } = this.read();
        if (key?.type !== EVENT_ID.SCALAR) {
            return;
        }
        const source = getScalarValue(this.text, key);
        const isPlain = key.style === SCALAR_STYLE.PLAIN;
        if (isPlain && source === "<<") {
            (mapping.merged ??= []).push(...(node.items?.map(nodeOf) ?? [node]));
        } else {
            (mapping.entries ??= new Map()).set(isPlain ? String(plainScalar(source)) : source, {
                at,
                node,
            });
        }
    }

    private scalar(event: ScalarEvent): Place {
        if (event.valueStart >= 0) {
            this.last = event.valueStart;
        }
        const node = leaf(this.last);
        this.keep(event, node);
        return { at: this.last, node };
    }

    private open(event: SequenceEvent | MappingEvent): Node {
        this.last = event.start;
        const node = leaf(event.start);
        this.keep(event, node);
        return node;
    }

    private keep(event: ScalarEvent | SequenceEvent | MappingEvent, node: Node): void {
        if (event.anchorStart >= 0) {
            this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), node);
        }
    }

    private closes(): boolean {
        const event = this.events[this.position];
        if (event === undefined || event.type === EVENT_ID.POP) {
            this.position += 1;
            return true;
        }
        return false;
    }
}

function leaf(start: number): Node {
    return { start };
}

function nodeOf({ node }: Place): Node {
    return node;
}
