import type { Path } from "zero-trust-manifests";
import { type Json, type Unsettled, isUnsettled, readItems, readString, valueOf } from "./read";

/** The texts of a list, and why there may be more. */
export interface StringList {
    readonly texts: readonly { readonly path: Path; readonly value: string }[];
    readonly unsettled: readonly Unsettled[];
    /** How long the list is; undefined where there is none or it is not known. */
    readonly length: number | undefined;
}

export function readStrings(object: Json, path: Path): StringList {
    const list = readItems(object, path);
    const texts: { path: Path; value: string }[] = [];
    const unsettled: Unsettled[] = isUnsettled(list) ? [list] : [];
    const items = valueOf(list);
    for (const item of items ?? []) {
        const text = readString(object, item);
        if (text.state === "known") {
            texts.push({ path: item, value: text.value });
        } else if (isUnsettled(text)) {
            unsettled.push(text);
        }
    }
    return { texts, unsettled, length: items?.length };
}
