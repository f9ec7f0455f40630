import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { knownKindProblem, kindsDefinedBy, longestName } from "./kinds";

/** A Kubernetes object as plain data, as the API server takes it. */
export interface KubernetesObject {
    apiVersion: string;
    kind: string;
    metadata: {
        name: string;
        /** Absent for what has no namespace; otherwise absent means `default`. */
        namespace?: string;
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
        [key: string]: unknown;
    };
    [key: string]: unknown;
}

/** Everything that is wrong with what was given, at once. */
export class InputError extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "InputError";
    }
}

/** Bytes from which on a file is refused: nobody means to write so much policy by hand. */
export const fileSizeLimit = 10_000_000;

const origins = new WeakMap<object, string>();

/** Where an object was read, e.g. `faces.yaml, document 3`; undefined for one made by a program. */
export function originOf(object: KubernetesObject): string | undefined {
    return origins.get(object);
}

/** How a message names an object: `Server faces/face (faces.yaml, document 3)`. */
export function describe(object: KubernetesObject): string {
    const { name, namespace } = object.metadata;
    const origin = originOf(object);
    const full = namespace === undefined ? name : `${namespace}/${name}`;
    return `${object.kind} ${full}${origin === undefined ? "" : ` (${origin})`}`;
}

/**
 * Reads objects from files and folders (recursively, `*.yaml`, `*.yml`, `*.json`); `-` is
 * standard input. A file may hold several documents, and a document may be a List.
 *
 * @throws InputError naming file and document of everything that is wrong.
 */
export function loadObjects(paths: readonly string[]): KubernetesObject[] {
    const problems: string[] = [];
    const objects: KubernetesObject[] = [];
    const files = new Set<string>();
    for (const given of paths) {
        if (given === "-") {
            files.add(given);
            continue;
        }
        try {
            collectFiles(given, true, new Set(), files);
        } catch (error) {
            problems.push(`${given}: ${systemProblem(error)}`);
        }
    }
    for (const file of files) {
        try {
            objects.push(...parseObjects(readSource(file), file === "-" ? "standard input" : file));
        } catch (error) {
            if (!(error instanceof InputError)) {
                throw error;
            }
            problems.push(...error.problems);
        }
    }
    const defined = kindsDefinedBy(objects);
    for (const object of objects) {
        const problem = knownKindProblem(object.apiVersion, object.kind, defined);
        if (problem !== undefined) {
            problems.push(`${originOf(object) ?? describe(object)}: ${problem}`);
        }
    }
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    if (objects.length === 0) {
        throw new InputError([`${paths.join(", ")}: there is no Kubernetes object in it`]);
    }
    return objects;
}

/**
 * The objects in a text of YAML or JSON.
 *
 * @param source how messages name the text, e.g. its file name.
 * @throws InputError naming the document of everything that is wrong.
 */
export function parseObjects(text: string, source: string): KubernetesObject[] {
    if (Buffer.byteLength(text) >= fileSizeLimit) {
        throw new InputError([`${source}: is too large; the limit is 10 MB, so split it`]);
    }
    const problems: string[] = [];
    const objects: KubernetesObject[] = [];
    documentsIn(text, source, problems).forEach((document, index) => {
        const origin = `${source}, document ${index + 1}`;
        if (document === null || document === undefined) {
            return;
        }
        const cycle = cycleIn(document);
        if (cycle !== undefined) {
            problems.push(`${origin}: ${cycle}`);
            return;
        }
        collectObjects(document, origin, objects, problems);
    });
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    return objects;
}

/** True for a plain object: not null, not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function collectFiles(given: string, named: boolean, above: Set<string>, into: Set<string>): void {
    if (!statSync(given).isDirectory()) {
        if (named || /\.(ya?ml|json)$/.test(given)) {
            into.add(given);
        }
        return;
    }
    const real = realpathSync(given);
    if (above.has(real)) {
        return;
    }
    for (const entry of readdirSync(given).sort()) {
        if (!entry.startsWith(".") && entry !== "node_modules") {
            collectFiles(path.join(given, entry), false, new Set([...above, real]), into);
        }
    }
}

function readSource(file: string): string {
    const shown = file === "-" ? "standard input" : file;
    try {
        if (file !== "-" && statSync(file).size >= fileSizeLimit) {
            throw new InputError([`${shown}: is too large; the limit is 10 MB, so split it`]);
        }
        return new TextDecoder("utf-8", { fatal: true }).decode(
            readFileSync(file === "-" ? 0 : file),
        );
    } catch (error) {
        throw error instanceof InputError
            ? error
            : new InputError([`${shown}: ${systemProblem(error)}`]);
    }
}

function systemProblem(error: unknown): string {
    const { code } = error as { code?: unknown };
    switch (code) {
        case "ENOENT":
            return "there is no such file or folder";
        case "EACCES":
            return "may not be read";
        case "ERR_ENCODING_INVALID_ENCODED_DATA":
            return "is not UTF-8 text";
        default:
            return error instanceof Error ? error.message : String(error);
    }
}

function documentsIn(text: string, source: string, problems: string[]): unknown[] {
    if (/^\s*[[{]/.test(text)) {
        try {
            const document: unknown = JSON.parse(text);
            if (keysIn(document) === keysWritten(text)) {
                return [document];
            }
            // Of a key that is there twice JSON keeps the last, which YAML reports below.
        } catch {
            // YAML in flow style begins like JSON; what is neither is reported below.
        }
    }
    // Loaded when there is a text to read: it takes longer to load than all of the package.
    const { parseAllDocuments } = createRequire(__filename)("yaml") as typeof import("yaml");
    const documents = parseAllDocuments(text, { merge: true, logLevel: "silent" });
    return [...documents].map((document, index) => {
        const origin = `${source}, document ${index + 1}`;
        const wrong = [...document.errors, ...document.warnings];
        if (wrong.length > 0) {
            problems.push(
                ...wrong
                    .slice(0, 3)
                    .map(({ message }) => `${origin}: is not valid YAML: ${firstLine(message)}`),
            );
            return undefined;
        }
        try {
            return document.toJS({ maxAliasCount: 1000 }) as unknown;
        } catch (error) {
            problems.push(`${origin}: is not valid YAML: ${firstLine(String(error))}`);
            return undefined;
        }
    });
}

function keysWritten(json: string): number {
    return json.replace(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
}

function keysIn(document: unknown): number {
    let keys = 0;
    const rest = [document];
    for (let value = rest.pop(); rest.length > 0 || value !== undefined; value = rest.pop()) {
        if (typeof value === "object" && value !== null) {
            keys += Array.isArray(value) ? 0 : Object.keys(value).length;
            for (const child of Object.values(value)) {
                rest.push(child ?? null);
            }
        }
    }
    return keys;
}

function firstLine(message: string): string {
    return message.split("\n", 1)[0]?.replace(/:$/, "") ?? message;
}

/** Levels of nesting from which on a document is refused; the deepest real ones have some 30. */
const depthLimit = 200;

/** What is wrong with a document in which a value contains itself, as YAML's aliases allow. */
function cycleIn(document: unknown): string | undefined {
    const above = new Set<object>();
    const visit = (value: unknown, where: string): string | undefined => {
        if (typeof value !== "object" || value === null) {
            return undefined;
        }
        if (above.has(value)) {
            return `${where} refers to something that contains it`;
        }
        if (above.size >= depthLimit) {
            return `is nested in more than ${depthLimit} levels`;
        }
        above.add(value);
        for (const [key, child] of Object.entries(value)) {
            const found = visit(child, where === "" ? key : `${where}.${key}`);
            if (found !== undefined) {
                return found;
            }
        }
        above.delete(value);
        return undefined;
    };
    return visit(document, "");
}

function collectObjects(
    value: unknown,
    origin: string,
    into: KubernetesObject[],
    problems: string[],
): void {
    if (!isRecord(value)) {
        const found = Array.isArray(value) ? "a sequence" : `a ${typeof value}`;
        problems.push(`${origin}: is ${found}, not a Kubernetes object`);
        return;
    }
    if (
        typeof value.kind === "string" &&
        value.kind.endsWith("List") &&
        (value.items !== undefined || value.kind === "List")
    ) {
        if (!Array.isArray(value.items)) {
            problems.push(`${origin}: items: must be a sequence of objects`);
            return;
        }
        const items: unknown[] = value.items;
        items.forEach((item, index) => {
            collectObjects(item, `${origin}, items[${index}]`, into, problems);
        });
        return;
    }
    const wrong = objectProblems(value);
    if (wrong.length > 0) {
        problems.push(...wrong.map((problem) => `${origin}: ${problem}`));
        return;
    }
    const object = value as KubernetesObject;
    origins.set(object, origin);
    into.push(object);
}

function objectProblems(value: Record<string, unknown>): string[] {
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
