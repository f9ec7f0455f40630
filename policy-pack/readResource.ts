import type { Origin, ReadObject } from "zero-trust-manifests";
import type { JsonObject, Resource } from "zero-trust-rules";

/** What the rules judge, and where it was read. */
export interface ReadResource {
    readonly resource: Resource;
    readonly origin: Origin;
}

/** An object as the rules take it. */
export function toResource({ apiVersion, kind, object, part, origin }: ReadObject): ReadResource {
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    return {
        resource: {
            urn: `${origin.file}::${part}`,
            type: `kubernetes:${group}:${kind}`,
            object: object as JsonObject,
        },
        origin,
    };
}
