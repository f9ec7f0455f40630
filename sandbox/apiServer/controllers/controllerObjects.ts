import { textAt, type PlainObject } from "../../standins/properties";
import { surroundingsManager } from "../managers";
import { nameOf, type ApiObjects, type ServedKind } from "../objects";

/** @throws Error where its kind is not served, ApiError where the API server does not take it */
export async function applyTo(objects: ApiObjects, object: PlainObject): Promise<void> {
    const kind = await kindOf(objects, object);
    await objects.apply(kind, object, { manager: surroundingsManager, force: true });
}

/** What is gone already is no error. */
export async function deleteFrom(objects: ApiObjects, object: PlainObject): Promise<void> {
    const kind = await kindOf(objects, object);
    await objects.delete(kind, nameOf(object, kind));
}

async function kindOf(objects: ApiObjects, object: PlainObject): Promise<ServedKind> {
    const apiVersion = textAt(object, "apiVersion") ?? "";
    const name = textAt(object, "kind") ?? "";
    const kind = await objects.kind(apiVersion, name);
    if (kind === undefined) {
        throw new Error(`the API server has no ${name} of ${apiVersion}`);
    }
    return kind;
}
