import { isList, isObject, type Json, type JsonObject, type Path } from "zero-trust-rules";
import { type PlainDocument } from "./plainYaml";

/** The offset of the deepest part of a path that the document has. */
export function plainOffsetOf({ value, starts }: PlainDocument, path: Path): number {
    let number = 0;
    let node = value;
    for (const step of path) {
        if (!isContainer(node)) {
            break;
        }
        const index = isList(node) ? Number(step) : Object.keys(node).indexOf(String(step));
        const { parts, numbers } = layoutOf(node);
        const within = numbers[index];
        if (within === undefined) {
            break;
        }
        number += within;
        node = parts[index];
    }
    return starts[number] ?? 0;
}

interface Layout {
    readonly parts: readonly Json[];
    /** How many starts lie between the whole and each of its parts. */
    readonly numbers: readonly number[];
    /** How many starts the whole has. */
    readonly size: number;
}

type Container = JsonObject | readonly Json[];

/** Of long lists, for which it would be counted anew with each of their items. */
const layouts = new WeakMap<Container, Layout>();
const LONG = 32;

function isContainer(value: Json): value is Container {
    return isList(value) || isObject(value);
}

function layoutOf(value: Container): Layout {
    const known = layouts.get(value);
    if (known) {
        return known;
    }
    const parts = isList(value) ? value : Object.values(value);
    const numbers: number[] = [];
    let size = 1;
    for (const part of parts) {
        numbers.push(size);
        size += sizeOf(part);
    }
    const layout = { parts, numbers, size };
    if (parts.length > LONG) {
        layouts.set(value, layout);
    }
    return layout;
}

/** How many starts a value has, with its own. */
function sizeOf(value: Json): number {
    if (!isContainer(value)) {
        return 1;
    }
    const known = layouts.get(value);
    if (known) {
        return known.size;
    }
    let size = 1;
    for (const part of isList(value) ? value : Object.values(value)) {
        size += sizeOf(part);
    }
    return size;
}
