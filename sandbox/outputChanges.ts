/** An output of the stack, or an entry of one that is a map, that is different afterwards. */
export interface OutputChange {
    /** `url`, or `access["faces/face → faces/smiley:http"]`. */
    path: string;
    /** Absent where it is new. */
    before?: unknown;
    /** Absent where it is gone. */
    after?: unknown;
}

/** What differs between two sets of outputs, in alphabetical order. */
export function outputChanges(
    before: Record<string, unknown>,
    after: Record<string, unknown>,
): OutputChange[] {
    return keysOf(before, after).flatMap((key): OutputChange[] => {
        const [old, now] = [before[key], after[key]];
        return isMap(old) && isMap(now)
            ? keysOf(old, now).flatMap((entry) =>
                  difference(`${key}[${JSON.stringify(entry)}]`, old[entry], now[entry]),
              )
            : difference(key, old, now);
    });
}

/** `+ access["faces/face → faces/smiley:http"]: every request` */
export function outputChangeText({ path, before, after }: OutputChange): string {
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
    if (before === undefined) {
        return `+ ${path}: ${text(after)}`;
    }
    return after === undefined
        ? `- ${path}: ${text(before)}`
        : `~ ${path}: ${text(before)} → ${text(after)}`;
}

function difference(path: string, before: unknown, after: unknown): OutputChange[] {
    if (JSON.stringify(before) === JSON.stringify(after)) {
        return [];
    }
    return [
        {
            path,
            ...(before !== undefined && { before }),
            ...(after !== undefined && { after }),
        },
    ];
}

function keysOf(left: Record<string, unknown>, right: Record<string, unknown>): string[] {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
}

/** Whether an output is an object with entries of its own. */
export function isMap(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
