import { isList, isObject, type Json, UNKNOWN } from "zero-trust-rules";

/** Stands in the values for what is not known, and is looked for in what is rendered. */
const PLACEHOLDER = "zero-trust-unknown-04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const ENCODED_PLACEHOLDER = Buffer.from(PLACEHOLDER).toString("base64");

/** Values as helm can take them. */
export function replaceUnknown(value: Json): Json {
    return value === UNKNOWN ? PLACEHOLDER : mapParts(value, replaceUnknown);
}

/** What a value that is not known went into is not known either. */
export function restoreUnknown(value: Json): Json {
    const isFromUnknown =
        typeof value === "string" &&
        (value.includes(PLACEHOLDER) || value.includes(ENCODED_PLACEHOLDER));
    return isFromUnknown ? UNKNOWN : mapParts(value, restoreUnknown);
}

function mapParts(value: Json, map: (part: Json) => Json): Json {
    if (isList(value)) {
        return value.map(map);
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, map(part)]))
        : value;
}
