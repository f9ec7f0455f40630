import type { PlainObject } from "../../standins/properties";
import { surroundingsManager } from "../managers";
import { nameOf, type ApiObjects } from "../objects";

/** @throws Error where its kind is not served, ApiError where the API server does not take it */
export async function applyTo(objects: ApiObjects, object: PlainObject): Promise<void> {
    const kind = await objects.kindOf(object);
    await objects.apply(kind, object, { manager: surroundingsManager, force: true });
}

/** What is gone already is no error. */
export async function deleteFrom(objects: ApiObjects, object: PlainObject): Promise<void> {
    const kind = await objects.kindOf(object);
    await objects.delete(kind, nameOf(object, kind));
}
