import { type Document, readDocuments } from "./documents";
import { findFiles, nameOf, readText } from "./files";
import { InputError } from "./inputError";
import type { Path } from "./path";
import { isRecord } from "./record";

/** An object as it was read, and where. */
export interface ReadObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly object: Record<string, unknown>;
    /** Its document in the file, and its items in Lists: `document 3, item 2`. */
    readonly part: string;
    readonly origin: Origin;
}

/** Where something was read. */
export interface Origin {
    /** As it was given, or found in a folder that was; `-` is standard input. */
    readonly file: string;
    /** The line, from 1 on, of a path in the object, or of its nearest parent that is there. */
    readonly lineOf: (path: Path) => number;
}

const API_VERSION = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[a-z]([-a-z0-9]*[a-z0-9])?$/;
const KIND = /^[A-Z][A-Za-z0-9]*$/;
/** Of what is said again in a message. */
const LONGEST_NAME = 253;

/**
 * The Kubernetes objects in a text of YAML or JSON, Lists taken apart.
 * @param problems takes every sentence that says what in the text is none
 */
export function readObjects(text: string, file: string, problems: string[]): ReadObject[] {
    const { documents, problems: unreadable } = readDocuments(text);
    for (const { document, line, reason } of unreadable) {
        problems.push(`${nameOf(file)}:${line}: document ${document} is not valid YAML: ${reason}`);
    }
    return documents.flatMap((document) => {
        const objects: ReadObject[] = [];
        collect({ file, document, objects, problems }, document.value, []);
        return objects;
    });
}

/**
 * The Kubernetes objects in files and folders, as `findFiles` finds them.
 * @param problems takes every sentence that says why a file cannot be read, or what in it is none
 * @throws InputError naming every path that is not there.
 */
export function readFiles(paths: readonly string[], problems: string[]): ReadObject[] {
    return findFiles(paths).flatMap((file) => {
        try {
            return readObjects(readText(file), file, problems);
        } catch (error) {
            if (!(error instanceof InputError)) {
                throw error;
            }
            problems.push(...error.problems);
            return [];
        }
    });
}

/** How a message begins that is about an object, or about a part of it. */
export function placeOf({ part, origin }: ReadObject, path: Path = []): string {
    return `${nameOf(origin.file)}:${origin.lineOf(path)}: ${part}`;
}

interface Collection {
    readonly file: string;
    readonly document: Document;
    readonly objects: ReadObject[];
    readonly problems: string[];
}

/** What says of which kind it is. */
type Manifest = Pick<ReadObject, "apiVersion" | "kind" | "object">;

function collect(into: Collection, value: unknown, base: Path): void {
    const { file, document, objects, problems } = into;
    const place = {
        part: `document ${document.number}${itemOf(base)}`,
        origin: { file, lineOf: (path: Path) => document.lineOf([...base, ...path]) },
    };
    const refuse = (reason: string) => {
        const line = document.lineOf(base);
        problems.push(`${nameOf(file)}:${line}: ${place.part} ${reason}`);
    };
    const manifest = manifestOf(value);
    if (typeof manifest === "string") {
        refuse(manifest);
        return;
    }
    if (!isList(manifest)) {
        objects.push({ ...manifest, ...place });
        return;
    }
    if (!("items" in manifest.object)) {
        refuse("is a List and has no items");
        return;
    }
    const items = manifest.object.items ?? [];
    if (!Array.isArray(items)) {
        refuse("has items that are not a list");
        return;
    }
    for (const [index, item] of items.entries()) {
        collect(into, withKindOf(manifest, item), [...base, "items", index]);
    }
}

/** Or what keeps it from being one. */
function manifestOf(value: unknown): Manifest | string {
    if (!isRecord(value)) {
        return "is not a Kubernetes object: begin it with apiVersion and kind";
    }
    const { apiVersion, kind } = value;
    if (typeof kind !== "string" || kind === "") {
        return "has no kind: give e.g. kind: Deployment";
    }
    if (!KIND.test(kind) || kind.length > LONGEST_NAME) {
        return `has the kind "${kind.slice(0, LONGEST_NAME)}": kinds begin with a capital letter, e.g. Deployment`;
    }
    if (typeof apiVersion !== "string" || apiVersion === "") {
        return `is of kind ${kind} and has no apiVersion: give e.g. apiVersion: apps/v1`;
    }
    return API_VERSION.test(apiVersion) && apiVersion.length <= LONGEST_NAME
        ? { apiVersion, kind, object: value }
        : `has the apiVersion "${apiVersion.slice(0, LONGEST_NAME)}": give group and version, e.g. apps/v1, or v1`;
}

/** A List of anything, or the list that the API has of each kind. */
function isList({ kind, object }: Manifest): boolean {
    return kind === "List" || (kind.endsWith("List") && "items" in object);
}

/** In the list of one kind the items need not say again what they are. */
function withKindOf({ apiVersion, kind }: Manifest, item: unknown): unknown {
    return kind === "List" || !isRecord(item) || "kind" in item
        ? item
        : { apiVersion, ...item, kind: kind.slice(0, -"List".length) };
}

function itemOf(base: Path): string {
    return base
        .filter((step) => typeof step === "number")
        .map((index) => `, item ${index + 1}`)
        .join("");
}
