import type { Path } from "zero-trust-manifests";
import { type Reading, isObject, read, readString } from "../reading/read";
import { type Resource } from "../reading/resource";

/** Where a Secret or ConfigMap holds its texts, and whether they are there in base64. */
const FIELDS: readonly { readonly field: string; readonly encoded: boolean }[] = [
    { field: "stringData", encoded: false },
    { field: "data", encoded: true },
];

/** One entry of a Secret in the clear, from whichever field holds it. */
export function secretEntry(secret: Resource, key: string): Reading<string> {
    const readings = FIELDS.map(({ field, encoded }) =>
        decode(readString(secret.object, [field, key]), encoded),
    );
    return (
        readings.find(({ state }) => state !== "absent") ?? {
            state: "absent",
            path: ["data", key],
        }
    );
}

/** All entries of a Secret or ConfigMap in the clear. Never print one. */
export function entriesOf(resource: Resource, isSecret: boolean): Reading<string>[] {
    return FIELDS.flatMap(({ field, encoded }) => {
        const entries = read(resource.object, [field]);
        if (entries.state === "absent") {
            return [];
        }
        if (entries.state !== "known") {
            return [entries];
        }
        if (!isObject(entries.value)) {
            return [{ state: "malformed", path: entries.path, expected: "an object" } as const];
        }
        return Object.keys(entries.value).map((key) =>
            decode(readString(resource.object, [field, key]), encoded && isSecret),
        );
    });
}

/** Every text below a path, and every place where one is not known. */
export function* textsBelow(resource: Resource, path: Path): Generator<Reading<string>> {
    const here = read(resource.object, path);
    if (here.state !== "known") {
        if (here.state === "unknown") {
            yield here;
        }
        return;
    }
    if (typeof here.value === "string") {
        yield { ...here, value: here.value };
    } else if (typeof here.value === "object" && here.value !== null) {
        const isArray = Array.isArray(here.value);
        for (const key of Object.keys(here.value)) {
            yield* textsBelow(resource, [...path, isArray ? Number(key) : key]);
        }
    }
}

function decode(reading: Reading<string>, encoded: boolean): Reading<string> {
    return encoded && reading.state === "known"
        ? { ...reading, value: Buffer.from(reading.value, "base64").toString("utf8") }
        : reading;
}
