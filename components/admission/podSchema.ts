import type { JsonSchema } from "./json";

/** A schema of an object in which the parts, where there are any, have schemas. */
export function objectSchema(properties: JsonSchema, required: string[] = []): JsonSchema {
    return { type: "object", properties, ...(required.length > 0 && { required }) };
}

/** A schema of a pod template by its annotations. */
export function annotationsSchema(annotations: JsonSchema): JsonSchema {
    return objectSchema({ metadata: objectSchema({ annotations }) });
}

/** A schema of a pod template by each of its containers, of all lists. */
export function containersSchema(container: JsonSchema): JsonSchema {
    const list = { type: "array", items: container };
    return objectSchema({
        spec: objectSchema({ containers: list, initContainers: list, ephemeralContainers: list }),
    });
}
