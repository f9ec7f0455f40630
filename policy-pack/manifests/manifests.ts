import type { JsonObject, Path, Resource } from "zero-trust-rules";
import { type YamlDocument, readDocuments } from "./yamlDocuments";

/** Where an object was read. */
export interface Origin {
    readonly file: string;
    /** The line, from 1 on, of a path in the object, or of its nearest parent that is there. */
    readonly lineOf: (path: Path) => number;
}

export interface ReadObject {
    readonly resource: Resource;
    readonly origin: Origin;
}

const API_VERSION = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[a-z]([-a-z0-9]*[a-z0-9])?$/;
const KIND = /^[A-Z][A-Za-z0-9]*$/;

/**
 * The Kubernetes objects in a text of YAML or JSON, Lists taken apart.
 * @param problems takes every sentence that says why the text cannot be judged
 */
export function readManifests(text: string, file: string, problems: string[]): ReadObject[] {
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

/** How a message names a file. */
export function nameOf(file: string): string {
    return file === "-" ? "standard input" : file;
}

interface Collection {
    readonly file: string;
    readonly document: YamlDocument;
    readonly objects: ReadObject[];
    readonly problems: string[];
}

/** What says of which kind it is. */
interface Manifest {
    readonly apiVersion: string;
    readonly kind: string;
    readonly object: JsonObject;
}

function collect(into: Collection, value: unknown, base: Path): void {
    const manifest = manifestOf(value);
    if (typeof manifest === "string") {
        into.problems.push(`${placeOf(into, base)} ${manifest}`);
        return;
    }
    if (!isList(manifest)) {
        into.objects.push(toObject(into, manifest, base));
        return;
    }
    const items = manifest.object.items ?? [];
    if (!Array.isArray(items)) {
        into.problems.push(`${placeOf(into, base)} has items that are not a list`);
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
    if (!KIND.test(kind)) {
        return `has the kind "${kind}": kinds begin with a capital letter, e.g. Deployment`;
    }
    if (typeof apiVersion !== "string" || apiVersion === "") {
        return `is of kind ${kind} and has no apiVersion: give e.g. apiVersion: apps/v1`;
    }
    return API_VERSION.test(apiVersion)
        ? { apiVersion, kind, object: value }
        : `has the apiVersion "${apiVersion}": give group and version, e.g. apps/v1, or v1`;
}

/** A List of anything, or the list that the API has of each kind. */
function isList({ kind, object }: Manifest): boolean {
    return kind === "List" || (kind.endsWith("List") && Array.isArray(object.items));
}

/** In the list of one kind the items need not say again what they are. */
function withKindOf({ apiVersion, kind }: Manifest, item: unknown): unknown {
    return kind === "List" || !isRecord(item) || "kind" in item
        ? item
        : { apiVersion, ...item, kind: kind.slice(0, -"List".length) };
}

function toObject(
    { file, document }: Collection,
    { apiVersion, kind, object }: Manifest,
    base: Path,
): ReadObject {
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    return {
        resource: {
            urn: `${file}::document ${document.number}${itemOf(base)}`,
            type: `kubernetes:${group}:${kind}`,
            object,
        },
        origin: { file, lineOf: (path) => document.lineOf([...base, ...path]) },
    };
}

function placeOf({ file, document }: Collection, base: Path): string {
    const line = document.lineOf(base);
    return `${nameOf(file)}:${line}: document ${document.number}${itemOf(base)}`;
}

function itemOf(base: Path): string {
    return base
        .filter((step) => typeof step === "number")
        .map((index) => `, item ${index + 1}`)
        .join("");
}

export function isRecord(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
