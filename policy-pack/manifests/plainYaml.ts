import type { Json } from "zero-trust-rules";
import { isWord, plainScalar } from "./kubernetesSchema";

/** A document in plain YAML, and where its parts begin. */
export interface PlainDocument {
    readonly value: Json;
    /** Offsets of the document, and then of each entry and item in the order of the text. */
    readonly starts: readonly number[];
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const HASH = 0x23;
const SINGLE_QUOTE = 0x27;
const DASH = 0x2d;
const COLON = 0x3a;

/** What a value begins with that only the full parser reads; dashes depend on what follows. */
const OPENING = new Set(Array.from("&*!|>%@`?:,[]{}", (character) => character.charCodeAt(0)));
const DEEPEST_INDENT = 500;

/** Tells that a text is for the full parser. */
class NotPlain extends Error {}
const NOT_PLAIN = new NotPlain();

/**
 * Reads the YAML that most manifests are: block style, each value on one line, printable ASCII. It
 * takes a fraction of the full parser's time, and leaves to that whatever it does not know for sure:
 * anchors, tags, flow and block scalars, escapes, values over several lines, and all errors.
 * @returns `undefined` for a text that the full parser has to read.
 */
export function readPlainYaml(text: string): PlainDocument | undefined {
    if (/[^\n\x20-\x7e]/.test(text)) {
        return undefined;
    }
    try {
        const reader = new PlainReader(text.endsWith("\n") ? text : `${text}\n`);
        return { value: reader.document(), starts: reader.starts };
    } catch (error) {
        if (error === NOT_PLAIN) {
            return undefined;
        }
        throw error;
    }
}

interface Key {
    readonly name: string;
    /** Where what belongs to it begins. */
    readonly end: number;
}

/** Manifests have the same few keys over and over. */
const plainKeys = new Map<string, boolean>();

function isPlainKey(name: string): boolean {
    let isPlain = plainKeys.get(name);
    if (isPlain === undefined) {
        isPlain =
            /^[A-Za-z_][A-Za-z0-9_./-]{0,500}$/.test(name) && !isWord(name) && name !== "__proto__";
        plainKeys.set(name, isPlain);
    }
    return isPlain;
}

class PlainReader {
    readonly starts: number[] = [];
    /** The line that is next to be read: its indent, or -1 at the end, and its first character. */
    private indent = -1;
    private at = 0;

    constructor(private readonly text: string) {}

    document(): Json {
        this.next(this.text.startsWith("---\n") ? "---\n".length : 0);
        this.starts.push(this.at);
        const value = this.block();
        // A line that continues no mapping and no list ends them all.
        if (this.indent !== -1) {
            throw NOT_PLAIN;
        }
        return value;
    }

    /** Goes to the next line that has more than a comment, from the beginning of a line on. */
    private next(from: number): void {
        let line = from;
        for (;;) {
            let at = line;
            while (this.text.charCodeAt(at) === SPACE) {
                at += 1;
            }
            const first = this.text.charCodeAt(at);
            if (Number.isNaN(first)) {
                this.indent = -1;
                return;
            }
            if (first !== NEWLINE && first !== HASH) {
                this.indent = at - line;
                this.at = at;
                return;
            }
            line = this.text.indexOf("\n", at) + 1;
        }
    }

    private block(): Json {
        if (this.indent > DEEPEST_INDENT) {
            throw NOT_PLAIN;
        }
        return this.isItem() ? this.sequence() : this.mapping(this.indent);
    }

    private isItem(): boolean {
        return (
            this.text.charCodeAt(this.at) === DASH && this.text.charCodeAt(this.at + 1) === SPACE
        );
    }

    private sequence(): Json[] {
        const { indent } = this;
        const items: Json[] = [];
        while (this.indent === indent && this.isItem()) {
            const at = this.skipSpaces(this.at + 1);
            if (this.text.charCodeAt(at) === NEWLINE) {
                throw NOT_PLAIN;
            }
            this.starts.push(at);
            if (this.keyAt(at) === undefined) {
                items.push(this.scalar(at));
            } else {
                const column = indent + at - this.at;
                this.at = at;
                items.push(this.mapping(column));
            }
        }
        return items;
    }

    /** A mapping whose keys begin in a column, from the key that is next on. */
    private mapping(column: number): Json {
        const object: Record<string, Json> = {};
        do {
            const key = this.keyAt(this.at);
            if (key === undefined || Object.hasOwn(object, key.name)) {
                throw NOT_PLAIN;
            }
            this.starts.push(this.at);
            object[key.name] = this.value(key.end, column);
        } while (this.indent === column && !this.isItem());
        return object;
    }

    private keyAt(at: number): Key | undefined {
        const first = this.text.charCodeAt(at);
        if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
            const close = this.closing(at);
            const name = this.text.slice(at + 1, close);
            // Objects have keys that look like numbers first, wherever they stand in the text.
            if (/^\d|^__proto__$/.test(name)) {
                throw NOT_PLAIN;
            }
            return this.isColon(close + 1) ? { name, end: close + 2 } : undefined;
        }
        const line = this.text.slice(at, this.text.indexOf("\n", at));
        const colon = line.indexOf(":");
        if (colon < 0 || !this.isColon(at + colon)) {
            return undefined;
        }
        const name = line.slice(0, colon);
        return isPlainKey(name) ? { name, end: at + colon + 1 } : undefined;
    }

    private isColon(at: number): boolean {
        const after = this.text.charCodeAt(at + 1);
        return this.text.charCodeAt(at) === COLON && (after === SPACE || after === NEWLINE);
    }

    /** What stands behind a key: a value, or the block below it. */
    private value(from: number, column: number): Json {
        const at = this.skipSpaces(from);
        const first = this.text.charCodeAt(at);
        if (first !== NEWLINE && first !== HASH) {
            return this.scalar(at);
        }
        this.next(this.text.indexOf("\n", at) + 1);
        if (this.indent > column) {
            return this.block();
        }
        return this.indent === column && this.isItem() ? this.sequence() : null;
    }

    private scalar(at: number): Json {
        const end = this.text.indexOf("\n", at);
        const first = this.text.charCodeAt(at);
        const value =
            first === DOUBLE_QUOTE || first === SINGLE_QUOTE
                ? this.quoted(at, end)
                : this.unquoted(at, end);
        this.next(end + 1);
        return value;
    }

    private quoted(at: number, end: number): string {
        const close = this.closing(at);
        if (!/^ *( #.*)?$/.test(this.text.slice(close + 1, end))) {
            throw NOT_PLAIN;
        }
        return this.text.slice(at + 1, close);
    }

    /** Where the quotation that begins here ends, on the same line and without an escape in it. */
    private closing(at: number): number {
        const quote = this.text.charAt(at);
        const close = this.text.indexOf(quote, at + 1);
        const inside = this.text.slice(at, close);
        if (
            close < 0 ||
            inside.includes("\n") ||
            inside.includes("\\") ||
            this.text.charAt(close + 1) === quote
        ) {
            throw NOT_PLAIN;
        }
        return close;
    }

    private unquoted(at: number, end: number): Json {
        const line = this.text.slice(at, end);
        const comment = line.indexOf(" #");
        const source = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
        const first = source.charCodeAt(0);
        if (source === "{}") {
            return {};
        }
        if (source === "[]") {
            return [];
        }
        if (
            OPENING.has(first) ||
            first === HASH ||
            source.includes(": ") ||
            source.endsWith(":") ||
            source === "-" ||
            source.startsWith("- ")
        ) {
            throw NOT_PLAIN;
        }
        return plainScalar(source);
    }

    private skipSpaces(from: number): number {
        let at = from;
        while (this.text.charCodeAt(at) === SPACE) {
            at += 1;
        }
        return at;
    }
}
