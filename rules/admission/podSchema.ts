import type { AdmissionSettings } from "./admissionSettings";
import type { JsonSchema } from "./json";

/** A schema of an object in which the parts, where there are any, have schemas. */
export function objectSchema(properties: JsonSchema, required: string[] = []): JsonSchema {
    return { type: "object", properties, ...(required.length > 0 && { required }) };
}

/** A schema of a pod template by its annotations. */
export function annotationsSchema(annotations: JsonSchema): JsonSchema {
    return objectSchema({ metadata: objectSchema({ annotations }) });
}

/** A schema of the containers that Linkerd's injector adds: a name alone makes none of them. */
export function injectedSchema(names: string[], { proxyImages }: AdmissionSettings): JsonSchema {
    const pattern = `^${escapePattern(proxyImages)}/`;
    return objectSchema({ name: { enum: names }, image: { type: "string", pattern } }, [
        "name",
        "image",
    ]);
}

/** A regular expression of a text itself. */
export function escapePattern(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A schema of a pod template by each of its containers, of all lists. */
export function containersSchema(container: JsonSchema): JsonSchema {
    const list = { type: "array", items: container };
    return objectSchema({
        spec: objectSchema({ containers: list, initContainers: list, ephemeralContainers: list }),
    });
}
