import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";

import { documentsIn } from "./documents";
import { knownKindProblem, kindsDefinedBy } from "./kinds";
import type { KubernetesObject } from "./kubernetesObject";
import { objectProblems } from "./objectProblems";
import { isRecord } from "./record";

/** Everything that is wrong with what was given, at once. */
export class InputError extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "InputError";
    }
}

/** Bytes from which on a file is refused: nobody means to write so much policy by hand. */
const fileSizeLimit = 10_000_000;

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
    checkSize(Buffer.byteLength(text), source);
    const problems: string[] = [];
    const objects: KubernetesObject[] = [];
    documentsIn(text, source, problems).forEach((document, index) => {
        const origin = `${source}, document ${index + 1}`;
        if (document === null || document === undefined) {
            return;
        }
        collectObjects(document, origin, objects, problems);
    });
    if (problems.length > 0) {
        throw new InputError(problems);
    }
    return objects;
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

/**
 * The text of a file; `-` is standard input.
 *
 * @throws InputError where it cannot be read, is too large, or is no text.
 */
export function readSource(file: string): string {
    const shown = file === "-" ? "standard input" : file;
    try {
        if (file !== "-") {
            checkSize(statSync(file).size, shown);
        }
        const bytes = readFileSync(file === "-" ? 0 : file);
        checkSize(bytes.length, shown);
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
        throw error instanceof InputError
            ? error
            : new InputError([`${shown}: ${systemProblem(error)}`]);
    }
}

function checkSize(bytes: number, shown: string): void {
    if (bytes >= fileSizeLimit) {
        throw new InputError([`${shown}: is too large; the limit is 10 MB, so split it`]);
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
