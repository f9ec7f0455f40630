import { setTimeout as delay } from "node:timers/promises";
import { at, isPlainObject, textAt, type PlainObject } from "../standins/properties";
import { nameOf, type ApiObjects, type ServedKind } from "./objects";

const patience = 60_000;

/** Whether a condition of an object is true, by its status. */
export function hasCondition(object: PlainObject | undefined, type: string): boolean {
    const conditions = at(object, "status", "conditions");
    return (Array.isArray(conditions) ? conditions : []).some(
        (each) => isPlainObject(each) && each.type === type && each.status === "True",
    );
}

/** Whether a status is what the annotation `pulumi.com/waitFor` asks for, as far as it is known here. */
export function isAsAsked(object: PlainObject, asked: string): boolean {
    const condition = /^condition=(\w+)$/.exec(asked)?.[1];
    if (condition !== undefined) {
        return hasCondition(object, condition);
    }
    const [, path = "", value] = /^jsonpath=\{\.([\w.]+)\}=(.+)$/.exec(asked) ?? [];
    const found = at(object, ...path.split("."));
    return value !== undefined && (found === value || JSON.stringify(found) === value);
}

/**
 * Waits for what an object's annotation asks for, or a minute.
 *
 * @returns the object as it is then, and why it did not get there where it did not
 */
export async function awaitAsked(
    objects: ApiObjects,
    kind: ServedKind,
    object: PlainObject,
): Promise<{ live: PlainObject; problem: string | undefined }> {
    const asked = textAt(object, "metadata", "annotations", "pulumi.com/waitFor");
    let live = object;
    for (let waited = 0; asked !== undefined && !isAsAsked(live, asked); waited += 100) {
        if (waited >= patience) {
            const status = JSON.stringify(live.status ?? {});
            return { live, problem: `timed out waiting for ${asked}: its status is ${status}` };
        }
        await delay(100);
        live = (await objects.get(kind, nameOf(object, kind))) ?? live;
    }
    return { live, problem: undefined };
}
