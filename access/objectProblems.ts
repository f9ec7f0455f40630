import { isRecord, longestName, type Path } from "zero-trust-manifests";

/** What of an object is not as the API server takes any. */
export interface ObjectProblem {
    readonly path: Path;
    readonly reason: string;
}

/** What is wrong with an object's metadata; what the API server takes as none is taken out. */
export function objectProblems({ metadata }: Record<string, unknown>): ObjectProblem[] {
    if (!isRecord(metadata)) {
        return [{ path: ["metadata"], reason: "must be a mapping with at least a name" }];
    }
    return [
        ...nameProblems(metadata),
        ...namespaceProblems(metadata),
        ...["labels", "annotations"].flatMap((field) => textProblems(metadata, field)),
    ];
}

function nameProblems({ name }: Record<string, unknown>): ObjectProblem[] {
    const path = ["metadata", "name"];
    if (typeof name !== "string" || name === "") {
        return [{ path, reason: "must be a string that is not empty" }];
    }
    return isName(name)
        ? []
        : [
              {
                  path,
                  reason: `${JSON.stringify(name.slice(0, longestName))} is not a name; use at most ${longestName} characters, without spaces, / and %`,
              },
          ];
}

function namespaceProblems(metadata: Record<string, unknown>): ObjectProblem[] {
    const { namespace } = metadata;
    const path = ["metadata", "namespace"];
    if (namespace === undefined) {
        return [];
    }
    if (namespace === null || namespace === "") {
        // The API server takes it as none.
        metadata.namespace = undefined;
        return [];
    }
    if (typeof namespace !== "string") {
        return [{ path, reason: "must be a string" }];
    }
    return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)
        ? []
        : [
              {
                  path,
                  reason: `${JSON.stringify(namespace.slice(0, longestName))} is not a name; use up to 63 lower-case letters, digits and dashes`,
              },
          ];
}

function textProblems(metadata: Record<string, unknown>, field: string): ObjectProblem[] {
    const texts = metadata[field];
    if (texts === undefined) {
        return [];
    }
    if (texts === null) {
        // kubectl writes and accepts an empty mapping so.
        metadata[field] = undefined;
        return [];
    }
    if (!isRecord(texts)) {
        return [{ path: ["metadata", field], reason: "must be a mapping of strings" }];
    }
    return Object.entries(texts)
        .filter(([, text]) => typeof text !== "string")
        .map(([key]) => ({
            path: ["metadata", field, key],
            reason: "must be a string; put the value in quotes",
        }));
}

/** Whether an object can have a name: it has to be one part of a path. */
function isName(name: string): boolean {
    return name.length <= longestName && !/[/%\s\0-\x1F]|^\.{1,2}$/.test(name);
}
