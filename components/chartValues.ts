import * as pulumi from "@pulumi/pulumi";

/** The value at a path of keys; undefined where there is none, or where an output holds it. */
export function valueAt(values: unknown, ...path: string[]): unknown {
    return path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), values);
}

/** The text at a path of keys; empty where there is none. */
export function textAt(values: unknown, ...path: string[]): string {
    const value = valueAt(values, ...path);
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Whether a value can be read as it stands: nothing of it is an output. */
export function isPlain(value: unknown): boolean {
    return (
        typeof value !== "object" ||
        value === null ||
        (!isOutput(value) && Object.values(value).every(isPlain))
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isOutput(value);
}

function isOutput(value: object): boolean {
    return pulumi.Output.isInstance(value) || value instanceof Promise;
}
