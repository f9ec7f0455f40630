import { type Json, type JsonObject, UNKNOWN, isObject, read, readItems, readString } from "./read";
import { type Resource, kindOf } from "./resource";

const LIST = "List";
const PATCH = "Patch";
/** An object of which nothing is known but its kind. */
const NOTHING_KNOWN: JsonObject = {
    metadata: UNKNOWN,
    spec: UNKNOWN,
    data: UNKNOWN,
    stringData: UNKNOWN,
    rules: UNKNOWN,
    roleRef: UNKNOWN,
    subjects: UNKNOWN,
};

/**
 * The objects in a resource, each under the type that the rules know: a list has its items, a patch
 * says a part of an object, and a CustomResource may be of any kind. All else is one object itself.
 */
export function unfold(resource: Resource): readonly Resource[] {
    const type = resource.type.replace(/^kubernetes:v1:/, "kubernetes:core/v1:");
    const found = kindOf(type);
    if (!found) {
        return [resource];
    }
    if (found.kind.endsWith(LIST) && read(resource.object, ["items"]).state !== "absent") {
        // A list of any kind leaves the kind to its items; what does not say it is none of ours.
        const itemType = found.kind === LIST ? type : type.slice(0, -LIST.length);
        return itemsOf(resource, itemType).flatMap(unfold);
    }
    if (found.kind.endsWith(PATCH)) {
        return [{ ...resource, type: type.slice(0, -PATCH.length), isPatch: true }];
    }
    return [type === resource.type ? resource : { ...resource, type }];
}

function itemsOf(list: Resource, itemType: string): Resource[] {
    const items = readItems(list.object, ["items"]);
    if (items.state !== "known") {
        return [{ ...list, type: itemType, object: NOTHING_KNOWN }];
    }
    return items.value.map((path) => {
        const item = read(list.object, path);
        const object = item.state === "known" && isObject(item.value) ? item.value : NOTHING_KNOWN;
        return {
            ...list,
            type: typeOf(object) ?? itemType,
            object,
            within: [...(list.within ?? []), ...path],
        };
    });
}

/** Pulumi's type token of an object that says what it is. */
function typeOf(object: Json): string | undefined {
    const version = readString(object, ["apiVersion"]);
    const kind = readString(object, ["kind"]);
    return version.state === "known" && kind.state === "known"
        ? `kubernetes:${version.value}:${kind.value}`
        : undefined;
}
