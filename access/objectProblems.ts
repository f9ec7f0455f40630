import { longestName } from "./kinds";
import { isRecord } from "./record";

/** What of an object is not as the API server takes any; what it takes as none is taken out. */
export function objectProblems(value: Record<string, unknown>): string[] {
    const problems: string[] = [];
    for (const field of ["apiVersion", "kind"]) {
        const text = value[field];
        if (typeof text !== "string" || text === "" || text.length > longestName) {
            problems.push(`${field}: must be a string, e.g. ${field === "kind" ? "Pod" : "v1"}`);
        }
    }
    const metadata = value.metadata;
    if (!isRecord(metadata)) {
        return [...problems, "metadata: must be a mapping with at least a name"];
    }
    const { name, namespace } = metadata;
    if (typeof name !== "string" || name === "") {
        problems.push("metadata.name: must be a string that is not empty");
    } else if (!isName(name)) {
        problems.push(
            `metadata.name: ${JSON.stringify(name.slice(0, longestName))} is not a name; use at most ${longestName} characters, without spaces, / and %`,
        );
    }
    if (namespace === null || namespace === "") {
        // The API server takes it as none.
        metadata.namespace = undefined;
    } else if (namespace !== undefined && typeof namespace !== "string") {
        problems.push("metadata.namespace: must be a string");
    } else if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
        problems.push(
            `metadata.namespace: ${JSON.stringify(namespace.slice(0, longestName))} is not a name; use up to 63 lower-case letters, digits and dashes`,
        );
    }
    for (const field of ["labels", "annotations"]) {
        const map = metadata[field];
        if (map === undefined) {
            continue;
        }
        if (map === null) {
            // kubectl writes and accepts an empty mapping so.
            metadata[field] = undefined;
            continue;
        }
        if (!isRecord(map)) {
            problems.push(`metadata.${field}: must be a mapping of strings`);
            continue;
        }
        for (const [key, entry] of Object.entries(map)) {
            if (typeof entry !== "string") {
                problems.push(
                    `metadata.${field}["${key}"]: must be a string; put the value in quotes`,
                );
            }
        }
    }
    return problems;
}

/** Whether an object can have a name: it has to be one part of a path. */
function isName(name: string): boolean {
    return name.length <= longestName && !/[/%\s\0-\x1F]|^\.{1,2}$/.test(name);
}
