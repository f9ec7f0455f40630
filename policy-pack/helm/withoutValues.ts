import { isList, isObject, type Json, type JsonObject } from "zero-trust-rules";

/** Shorter texts stand in every sentence, and are no secrets. */
const SHORTEST_HIDDEN = 4;

/** A template can repeat a value in its error, and no policy is told which value is a secret. */
export function withoutValues(text: string, values: JsonObject): string {
    return textsIn(values)
        .flatMap((value) => [
            value,
            ...value.split("\n").map((line) => line.trim()),
            Buffer.from(value).toString("base64"),
        ])
        .filter(({ length }) => length >= SHORTEST_HIDDEN)
        .sort((one, other) => other.length - one.length)
        .reduce((left, value) => left.replaceAll(value, "…"), text);
}

/** A password can stand in the address of a chart. */
export function withoutPassword(text: string): string {
    return text.replace(/:\/\/[^/@\s]*@/g, "://");
}

function textsIn(value: Json): string[] {
    if (isList(value)) {
        return value.flatMap(textsIn);
    }
    if (isObject(value)) {
        return Object.values(value).flatMap(textsIn);
    }
    return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
