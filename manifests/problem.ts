/** Something wrong with what was given: where, what, why and how to mend it. */
export interface Problem {
    /** Property path within what was given, e.g. `civo.apiAllowedCidrs[0]`. */
    readonly path: string;
    /** The offending value; left out where it is a secret or absent. */
    readonly value?: unknown;
    /** What is wrong, as a clause: "is not a fully qualified name". */
    readonly reason: string;
    /** What to do, as an instruction: "give e.g. faces.example.com". */
    readonly remedy: string | readonly RemedyPart[];
}

/** What is said as it is, or an argument by its property path, which others call by another name. */
export type RemedyPart = string | { readonly argument: string };

/** Collects problems, so that a caller learns of all of them at once. */
export class Problems {
    readonly all: Problem[] = [];

    /** Adds a problem unless `ok`; returns `ok`, so that a later check can depend on it. */
    require(ok: boolean, problem: Problem): boolean {
        if (!ok) {
            this.all.push(problem);
        }
        return ok;
    }
}

/** `civo.region: "LON9" is not a region; give one of …` */
export function problemText({ path, value, reason, remedy }: Problem): string {
    const subject = value === undefined ? "" : `${valueText(value)} `;
    return `${path}: ${subject}${reason}; ${remedyText(remedy)}`;
}

function valueText(value: unknown): string {
    // JSON has no word for a number that is none, and would say null.
    return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function remedyText(remedy: Problem["remedy"]): string {
    const parts = typeof remedy === "string" ? [remedy] : remedy;
    return parts.map((part) => (typeof part === "string" ? part : part.argument)).join("");
}
