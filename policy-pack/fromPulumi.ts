import { type PolicyResourceOptions, UnknownValueError } from "@pulumi/policy";
import { type Json, type JsonObject, type Resource, UNKNOWN } from "zero-trust-rules";

/** A resource as Pulumi hands it to a policy. */
export interface PulumiResource {
    readonly urn: string;
    readonly type: string;
    readonly props: object;
    readonly opts: PolicyResourceOptions;
}

/**
 * Takes a resource out of the proxy in which Pulumi hands it to a policy. Touching an unknown value
 * in there throws, and an exception that leaves a policy makes the engine report it as advisory,
 * so every property is tried on its own.
 */
export function fromPulumi({ urn, type, props, opts }: PulumiResource): Resource {
    const { protect, ignoreChanges } = opts;
    return {
        urn,
        type,
        object: plainObject(props),
        options: { protect, ignoreChanges, propertyDependencies: {} },
    };
}

function plainObject(proxied: object): JsonObject {
    return Object.fromEntries(
        Object.keys(proxied).map((key) => [key, property(proxied, key)] as const),
    );
}

function property(proxied: object, key: string): Json {
    try {
        return plain(Reflect.get(proxied, key));
    } catch (error) {
        if (error instanceof UnknownValueError) {
            return UNKNOWN;
        }
        throw error;
    }
}

function plain(value: unknown): Json {
    switch (typeof value) {
        case "string":
        case "number":
        case "boolean":
            return value;
        case "object":
            if (value === null) {
                return null;
            }
            return Array.isArray(value)
                ? Object.keys(value).map((index) => property(value, index))
                : plainObject(value);
        default:
            return undefined;
    }
}
