/**
 * The engines whose regular expressions objects hold: Linkerd's proxy is written in Rust, and Envoy
 * below Emissary has RE2. Both read all of a text in linear time, so they have neither references
 * back nor conditions on what surrounds a match.
 */
export type Engine = "Rust" | "RE2";

/** `none` where the engine refuses the expression, `unknown` where JavaScript cannot say it. */
export type Translation = RegExp | "none" | "unknown";

/** An expression of another engine in JavaScript, for what both can say. */
export function translate(source: string, engine: Engine): Translation {
    const translator = new Translator(source, engine);
    try {
        return new RegExp(translator.translate(), translator.flags);
    } catch (error) {
        return error instanceof Refusal ? "none" : "unknown";
    }
}

/** Whether the leftmost match is the whole text. */
export function coversAll(expression: RegExp, text: string): boolean {
    const match = expression.exec(text);
    return match?.index === 0 && match[0].length === text.length;
}

/** The engine itself refuses the expression. */
class Refusal extends Error {}

const classes = {
    Rust: {
        d: String.raw`\p{Nd}`,
        s: String.raw`\p{White_Space}`,
        w: String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`,
    },
    RE2: { d: "0-9", s: String.raw`\t\n\f\r `, w: "0-9A-Za-z_" },
} as const;

const posixClasses: Readonly<Record<string, string>> = {
    alnum: "0-9A-Za-z",
    alpha: "A-Za-z",
    ascii: String.raw`\x00-\x7F`,
    blank: String.raw`\t `,
    cntrl: String.raw`\x00-\x1F\x7F`,
    digit: "0-9",
    graph: "!-~",
    lower: "a-z",
    print: " -~",
    punct: String.raw`!-\/:-@\[-\x60\{-~`,
    space: String.raw`\t\n\v\f\r `,
    upper: "A-Z",
    word: "0-9A-Za-z_",
    xdigit: "0-9A-Fa-f",
};

const controls: Readonly<Record<string, string>> = {
    a: "\u0007",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
};

class Translator {
    flags = "u";
    private position = 0;
    private depth = 0;
    /** Whether something stands before that can be repeated. */
    private repeatable = false;

    constructor(
        private readonly source: string,
        private readonly engine: Engine,
    ) {}

    /** @throws Refusal where the engine refuses the source; SyntaxError where JavaScript does. */
    translate(): string {
        const flags = this.take(/\(\?([is]+)\)/y)?.[1] ?? "";
        const dot = flags.includes("s") ? "[^]" : String.raw`[^\n]`;
        if (flags.includes("i")) {
            this.flags += "i";
        }
        let result = "";
        while (this.rest !== "") {
            result += this.next(dot);
        }
        if (this.depth > 0) {
            throw new Refusal();
        }
        return result;
    }

    private get rest(): string {
        return this.source.slice(this.position);
    }

    /** @param expression a sticky one. */
    private take(expression: RegExp): RegExpExecArray | undefined {
        expression.lastIndex = this.position;
        const match = expression.exec(this.source);
        this.position += match?.[0].length ?? 0;
        return match ?? undefined;
    }

    private character(): string {
        const character = String.fromCodePoint(this.source.codePointAt(this.position) ?? 0);
        this.position += character.length;
        return character;
    }

    private next(dot: string): string {
        const repetition = this.take(/(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??/y);
        if (repetition !== undefined) {
            if (!this.repeatable || (this.engine === "RE2" && /^[*+?]/.test(this.rest))) {
                throw new Refusal();
            }
            return repetition[0];
        }
        const character = this.character();
        this.repeatable = character !== "(" && character !== "|";
        switch (character) {
            case "\\":
                return this.escape(false);
            case "[":
                return this.set();
            case "(":
                return this.group();
            case ")":
                this.depth -= 1;
                if (this.depth < 0) {
                    throw new Refusal();
                }
                return ")";
            case "|":
            case "^":
            case "$":
                return character;
            case ".":
                return dot;
            case "{":
                if (/^\s*,?\s*\d[\s\d,]*\}/.test(this.rest)) {
                    throw new SyntaxError("a repetition that only this engine has");
                }
                if (this.engine === "Rust") {
                    throw new Refusal();
                }
                return literal(character);
            default:
                return literal(character);
        }
    }

    private group(): string {
        this.depth += 1;
        if (!this.rest.startsWith("?")) {
            return "(";
        }
        const name = this.take(/\?P?<([A-Za-z_]\w*)>/y)?.[1];
        if (name !== undefined) {
            return `(?<${name}>`;
        }
        if (this.take(/\?:/y) !== undefined) {
            return "(?:";
        }
        throw /^\?[a-zA-Z-]+[:)]/.test(this.rest)
            ? new SyntaxError("flags amid an expression")
            : new Refusal();
    }

    private set(): string {
        let result = this.take(/\^/y) === undefined ? "[" : "[^";
        for (let first = true; first || this.take(/\]/y) === undefined; first = false) {
            if (this.rest === "") {
                throw new Refusal();
            }
            result += this.member();
            if (this.take(/-(?!\])/y) !== undefined) {
                result += `-${this.member()}`;
            }
        }
        return `${result}]`;
    }

    private member(): string {
        const posix = this.take(/\[:(\w+):\]/y)?.[1];
        if (posix !== undefined) {
            const found = posixClasses[posix];
            if (found === undefined) {
                throw new Refusal();
            }
            return found;
        }
        if (this.engine === "Rust" && /^(?:\[|&&|--|~~)/.test(this.rest)) {
            throw new SyntaxError("operations on sets");
        }
        const character = this.character();
        return character === "\\" ? this.escape(true) : literal(character);
    }

    private escape(inSet: boolean): string {
        const code = this.take(
            this.engine === "Rust"
                ? /x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|[xuU]\{([\dA-Fa-f]{1,8})\}/y
                : /x([\dA-Fa-f]{2})|x\{([\dA-Fa-f]{1,8})\}/y,
        );
        if (code !== undefined) {
            const digits = code.slice(1).find((each) => (each as string | undefined) !== undefined);
            return literal(String.fromCodePoint(Number.parseInt(digits ?? "0", 16)));
        }
        const property = this.take(/([pP])(?:([A-Z])|\{(\w+)\})/y);
        if (property !== undefined) {
            const [, sign = "p", letter, word = ""] = property;
            const name = letter ?? word;
            return `\\${sign}{${isProperty(name) ? name : `Script=${name}`}}`;
        }
        const character = this.character();
        const members = classMembers(classes[this.engine], character);
        if (members !== undefined) {
            return inSet ? members : `[${members}]`;
        }
        if (/[DSW]/.test(character)) {
            if (inSet) {
                throw new SyntaxError("a negated class within a set");
            }
            return `[^${classMembers(classes[this.engine], character.toLowerCase()) ?? ""}]`;
        }
        const control = controls[character];
        if (control !== undefined) {
            return literal(control);
        }
        return (inSet ? undefined : this.assertion(character)) ?? this.punctuation(character);
    }

    private assertion(character: string): string | undefined {
        const word = `[${classes[this.engine].w}]`;
        switch (character) {
            case "A":
                return "^";
            case "z":
                return "$";
            case "b":
            case "B":
                if (this.rest.startsWith("{")) {
                    throw new SyntaxError("a boundary that only this engine has");
                }
                return character === "b"
                    ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
                    : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
            default:
                return undefined;
        }
    }

    private punctuation(character: string): string {
        if (this.engine === "Rust" ? /[<>]/.test(character) : /[0-9QEC]/.test(character)) {
            throw new SyntaxError("an escape that only this engine has");
        }
        if (!/[\0-\x7F]/.test(character) || /[0-9A-Za-z]/.test(character)) {
            throw new Refusal();
        }
        return literal(character);
    }
}

function classMembers(
    { d, s, w }: (typeof classes)[Engine],
    character: string,
): string | undefined {
    return character === "d" ? d : character === "s" ? s : character === "w" ? w : undefined;
}

function isProperty(name: string): boolean {
    try {
        return new RegExp(`\\p{${name}}`, "u").source !== "";
    } catch {
        return false;
    }
}

/** A character that stands for itself, within a set or not. */
function literal(character: string): string {
    return /[\\^$.*+?()[\]{}|/-]/.test(character)
        ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`
        : character;
}
