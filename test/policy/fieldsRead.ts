import { type Json, type JsonObject } from "../../rules/reading/read";
import { type Resource } from "../../rules/reading/resource";

/** Which fields of which resources were looked at. */
export class FieldsRead {
    private readonly read = new Map<Resource, Set<string>>();

    /** The resource, which takes note of each field that is looked at. */
    watch(resource: Resource): Resource {
        const seen = new Set<string>();
        this.read.set(resource, seen);
        const known = new WeakMap<object, object>();
        return { ...resource, object: watched(resource.object, "", seen, known) };
    }

    /** Whether anything that depends on a field, or on there being one, was looked at. */
    includes(resource: Resource, path: readonly (string | number)[]): boolean {
        const seen = this.read.get(resource);
        const parent = keyOf(path.slice(0, -1));
        return (
            seen !== undefined && (seen.has(keyOf(path)) || seen.has(`${parent}${SEPARATOR}${ALL}`))
        );
    }
}

const SEPARATOR = "\n";
/** Stands for all keys of an object, and for all items of a list. */
const ALL = "";

function keyOf(path: readonly (string | number)[]): string {
    return path.map((step) => `${SEPARATOR}${step}`).join("");
}

function watched<T extends JsonObject | readonly Json[]>(
    value: T,
    path: string,
    seen: Set<string>,
    known: WeakMap<object, object>,
): T {
    const before = known.get(value);
    if (before) {
        return before as T;
    }
    const note = (key: string | symbol) => {
        if (typeof key === "string") {
            seen.add(`${path}${SEPARATOR}${Array.isArray(value) ? ALL : key}`);
        }
    };
    const proxy = new Proxy<T>(value, {
        get: (target, key) => {
            note(key);
            const part: unknown = Reflect.get(target, key);
            return isPart(part) && typeof key === "string"
                ? watched(part, `${path}${SEPARATOR}${key}`, seen, known)
                : part;
        },
        has: (target, key) => {
            note(key);
            return Reflect.has(target, key);
        },
        getOwnPropertyDescriptor: (target, key) => {
            note(key);
            return Reflect.getOwnPropertyDescriptor(target, key);
        },
        ownKeys: (target) => {
            seen.add(`${path}${SEPARATOR}${ALL}`);
            return Reflect.ownKeys(target);
        },
    });
    known.set(value, proxy);
    return proxy;
}

/** An object or a list of JSON; what stands for an unknown value is neither. */
function isPart(part: unknown): part is JsonObject | readonly Json[] {
    return (
        Array.isArray(part) ||
        (typeof part === "object" &&
            part !== null &&
            Object.getPrototypeOf(part) === Object.prototype)
    );
}
