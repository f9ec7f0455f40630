/*
 * Host names of Emissary: a name, `*`, or one with `*` at its beginning or its end, which stands for
 * at least one character.
 */

/** Whether a host name fits a glob. */
export function isNamedBy(glob: string, name: string): boolean {
    const [wanted, given] = [glob.toLowerCase(), name.toLowerCase()];
    if (wanted === "*" || wanted === given) {
        return true;
    }
    if (given.length < wanted.length) {
        return false;
    }
    return wanted.startsWith("*")
        ? given.endsWith(wanted.slice(1))
        : wanted.endsWith("*") && given.startsWith(wanted.slice(0, -1));
}

/** Whether some host name fits both globs. */
export function globsOverlap(one: string, other: string): boolean {
    if (one === other || one === "*" || other === "*") {
        return true;
    }
    const [left, right] = [wildcardOf(one), wildcardOf(other)];
    if (left === "both" || right === "both") {
        return false;
    }
    if (left === undefined || right === undefined) {
        return isNamedBy(one, other) || isNamedBy(other, one);
    }
    if (left !== right) {
        return true;
    }
    const [short = "", long = ""] = [one, other]
        .map((glob) => glob.replace("*", ""))
        .sort((a, b) => a.length - b.length);
    return left === "start" ? long.endsWith(short) : long.startsWith(short);
}

/** How closely a glob that fits a name describes it: Envoy serves a name by the closest. */
export function closeness(glob: string): number {
    const wildcard = wildcardOf(glob);
    if (wildcard === undefined) {
        return Infinity;
    }
    // Whatever the length, a wildcard at the beginning comes before one at the end.
    return glob === "*" ? 0 : glob.length + (wildcard === "start" ? 1000 : 0);
}

function wildcardOf(glob: string): "start" | "end" | "both" | undefined {
    const [start, end] = [glob.startsWith("*"), glob.endsWith("*")];
    return start && end && glob !== "*" ? "both" : start ? "start" : end ? "end" : undefined;
}
