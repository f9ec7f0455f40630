import type { Path } from "zero-trust-manifests";
import { type Json, type Unknown, UNKNOWN, isObject } from "./read";

/** Everything within a value that is not known. */
export function unknownIn(value: Json, path: Path): Unknown[] {
    if (value === UNKNOWN) {
        return [{ state: "unknown", path }];
    }
    if (Array.isArray(value)) {
        return value.flatMap((item: Json, index) => unknownIn(item, [...path, index]));
    }
    return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => unknownIn(item, [...path, key]))
        : [];
}
