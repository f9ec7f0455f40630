import type { Path } from "zero-trust-manifests";
import { type Json, type Unsettled, isUnsettled, readObject, readString } from "./read";

/** Labels or annotations: those that are known, and why the others are not. */
export interface Texts {
    readonly known: Readonly<Record<string, string>>;
    /** By key. */
    readonly unsettled: ReadonlyMap<string, Unsettled>;
    /** Why not even the keys are known. */
    readonly all: Unsettled | undefined;
}

export function readTexts(object: Json, path: Path): Texts {
    const map = readObject(object, path);
    const known: Record<string, string> = {};
    const unsettled = new Map<string, Unsettled>();
    for (const [key, value] of map.state === "known" ? Object.entries(map.value) : []) {
        if (typeof value === "string") {
            known[key] = value;
            continue;
        }
        const text = readString(object, [...path, key]);
        if (isUnsettled(text)) {
            unsettled.set(key, text);
        }
    }
    return { known, unsettled, all: isUnsettled(map) ? map : undefined };
}

/** Why the text of a key is not known; `undefined` where it is, or is known to be absent. */
export function doubtOf({ unsettled, all }: Texts, key: string): Unsettled | undefined {
    return all ?? unsettled.get(key);
}
