import type { Path } from "zero-trust-manifests";

/**
 * Stands where a value is not known yet, as an output is during the preview that will make it.
 * Whoever hands objects to the rules puts it there; the rules meet it only through `read`.
 */
class UnknownValue {
    readonly isUnknown = true;
}
export const UNKNOWN = new UnknownValue();

export type Json =
    null | boolean | number | string | undefined | UnknownValue | readonly Json[] | JsonObject;

export interface JsonObject {
    readonly [key: string]: Json;
}

export interface Known<T> {
    readonly state: "known";
    readonly path: Path;
    readonly value: T;
}

/** Nothing is there, or null, which Kubernetes reads as nothing. */
export interface Absent {
    readonly state: "absent";
    readonly path: Path;
}

/** Not known yet: neither a value nor the lack of one may be concluded. */
export interface Unknown {
    readonly state: "unknown";
    /** The shortest path that is not known; what lies below it is not known either. */
    readonly path: Path;
}

/** There, but not what can stand there: a text instead of a list. */
export interface Malformed {
    readonly state: "malformed";
    readonly path: Path;
    /** What had been expected: "a list". */
    readonly expected: string;
}

export type Unsettled = Unknown | Malformed;
export type Reading<T> = Known<T> | Absent | Unsettled;

export function read(object: Json, path: Path): Reading<Json> {
    let value = object;
    let depth = 0;
    for (const step of path) {
        if (value === UNKNOWN) {
            return { state: "unknown", path: path.slice(0, depth) };
        }
        if (value === undefined || value === null) {
            return { state: "absent", path };
        }
        if (isList(value)) {
            value = typeof step === "number" ? value[step] : undefined;
        } else if (isObject(value)) {
            value = Object.hasOwn(value, step) ? value[step] : undefined;
        } else {
            return { state: "malformed", path: path.slice(0, depth), expected: "an object" };
        }
        depth += 1;
    }
    if (value === UNKNOWN) {
        return { state: "unknown", path };
    }
    if (value === undefined || value === null) {
        return { state: "absent", path };
    }
    return { state: "known", path, value };
}

/**
 * The bare value at a path, for rules that look at many fields of many objects: `undefined` where
 * nothing is, `UNKNOWN` where it cannot be told. Only what is not as it should be needs `read`,
 * which says where and why.
 */
export function peek(object: Json, path: Path): Json {
    let value = object;
    for (const step of path) {
        if (isObject(value)) {
            value = Object.hasOwn(value, step) ? value[step] : undefined;
        } else if (value === undefined || value === null) {
            return undefined;
        } else if (isList(value) && typeof step === "number") {
            value = value[step];
        } else {
            return UNKNOWN;
        }
    }
    return value ?? undefined;
}

export function readString(object: Json, path: Path): Reading<string> {
    return expect(read(object, path), "a text", (value) => typeof value === "string");
}

export function readBoolean(object: Json, path: Path): Reading<boolean> {
    return expect(read(object, path), "true or false", (value) => typeof value === "boolean");
}

export function readNumber(object: Json, path: Path): Reading<number> {
    return expect(read(object, path), "a number", (value) => typeof value === "number");
}

export function readObject(object: Json, path: Path): Reading<JsonObject> {
    return expect(read(object, path), "an object", isObject);
}

/** The paths of a list's items; that an item is known shows when it is read. */
export function readItems(object: Json, path: Path): Reading<readonly Path[]> {
    const list = expect(read(object, path), "a list", isList);
    return list.state === "known"
        ? { ...list, value: list.value.map((_, index) => [...path, index]) }
        : list;
}

export function isUnsettled(reading: Reading<unknown>): reading is Unsettled {
    return reading.state === "unknown" || reading.state === "malformed";
}

/** The known value, or `undefined` where there is none to know. */
export function valueOf<T>(reading: Reading<T>): T | undefined {
    return reading.state === "known" ? reading.value : undefined;
}

export function isObject(value: Json): value is JsonObject {
    return (
        typeof value === "object" && value !== null && value !== UNKNOWN && !Array.isArray(value)
    );
}

export function isList(value: Json): value is readonly Json[] {
    return Array.isArray(value);
}

function expect<T extends Json>(
    reading: Reading<Json>,
    expected: string,
    is: (value: Json) => value is T,
): Reading<T> {
    if (reading.state !== "known") {
        return reading;
    }
    return is(reading.value)
        ? { state: "known", path: reading.path, value: reading.value }
        : { state: "malformed", path: reading.path, expected };
}
