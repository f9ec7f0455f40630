import type { Path } from "../../manifests/path";
import { type Json, isList, isObject } from "../../rules/reading/read";

/** The path of every part of a value. */
export function pathsIn(value: Json, path: Path = []): Path[] {
    const entries = isList(value)
        ? [...value.entries()]
        : isObject(value)
          ? Object.entries(value)
          : [];
    return entries.flatMap(([step, part]): Path[] => {
        const at = [...path, step];
        return [at, ...pathsIn(part, at)];
    });
}

/** Every text in a value, at whatever depth. */
export function textsIn(value: unknown): string[] {
    return typeof value === "string"
        ? [value]
        : typeof value === "object" && value !== null
          ? Object.values(value).flatMap(textsIn)
          : [];
}
