import { groupOf, kindKey, type ApiKind } from "./apiResources";
import { objectId } from "./cluster";
import {
    isObject,
    isSecret,
    isUnknown,
    secret,
    textAt,
    type PlainObject,
    type Properties,
} from "./properties";

/** Whether a resource only adds fields to an object that something else made. */
export function isPatch(type: string): boolean {
    return type.endsWith("Patch");
}

/** What an object is, from its own words, or from the type token where it has none. */
export function identify(
    type: string,
    object: PlainObject,
): { apiVersion: string; group: string; kind: string; key: string } {
    const [, api = "", typeKind = ""] = type.split(":");
    const apiVersion = textAt(object, "apiVersion") ?? api.replace(/^core\//, "");
    const kind = textAt(object, "kind") ?? typeKind.replace(/Patch$/, "");
    const group = groupOf(apiVersion);
    return { apiVersion, group, kind, key: kindKey(group, kind) };
}

/** Where an object goes: its namespace, name and id. */
export function place(
    object: PlainObject,
    kind: ApiKind,
): { namespace: string | undefined; name: string; id: string } {
    const name = textAt(object, "metadata", "name") ?? "";
    const namespace = kind.namespaced
        ? (textAt(object, "metadata", "namespace") ?? "default")
        : undefined;
    return { namespace, name, id: objectId(namespace, name) };
}

/** A Secret's content is secret, whether the program says so or not. */
export function withSecretData(object: Properties): Properties {
    if (object.kind !== "Secret" || object.apiVersion !== "v1") {
        return object;
    }
    const result = { ...object };
    for (const name of ["data", "stringData"]) {
        const content = result[name];
        if (isObject(content)) {
            result[name] = Object.fromEntries(
                Object.entries(content).map(([key, value]) => [key, secret(value)]),
            );
        } else if (isUnknown(content)) {
            result[name] = secret(content);
        } else if (isSecret(content) && isObject(content.value)) {
            result[name] = Object.fromEntries(
                Object.entries(content.value).map(([key, value]) => [key, secret(value)]),
            );
        }
    }
    return result;
}
