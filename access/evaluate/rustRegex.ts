import type { Field } from "./field";

/** Rust's regular expressions in JavaScript's, for what both can say. */
export function readRegex(source: string, field: Field, trouble: string[]): RegExp | undefined {
    if (/\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</.test(source)) {
        trouble.push(`its regular expression "${source}" is none that Linkerd understands`);
        return undefined;
    }
    let flags = "";
    const translated = source
        .replace(/^\(\?([is]+)\)/, (_all, given: string) => {
            flags = given;
            return "";
        })
        .replace(/\(\?P</g, "(?<")
        .replace(/\\A/g, "^")
        .replace(/\\z/g, "$");
    for (const attempt of [`${flags}u`, flags]) {
        try {
            return new RegExp(translated, attempt);
        } catch {
            // Without the flag, escapes are allowed that the flag forbids.
        }
    }
    field.report(`"${source}" is not a regular expression that can be evaluated`);
    return undefined;
}
