import type { ReferenceData } from "../referenceData";
import {
    isPlainObject,
    joinPath,
    plainObject,
    secret,
    unknown,
    isUnknown,
    type PlainObject,
    type PlainValue,
    type Properties,
} from "./properties";
import { ProviderError, type CheckFailure } from "./provider";

/** The part of a Pulumi package schema that checks need. */
export interface PackageSchema {
    resources: Record<string, ResourceSchema | undefined>;
    types?: Record<string, ObjectSchema | undefined>;
}

export interface ResourceSchema {
    inputProperties?: Record<string, PropertySchema>;
    requiredInputs?: string[];
    properties?: Record<string, PropertySchema>;
}

interface ObjectSchema {
    properties?: Record<string, PropertySchema>;
    required?: string[];
}

interface PropertySchema {
    type?: string;
    $ref?: string;
    items?: PropertySchema;
    additionalProperties?: PropertySchema;
    secret?: boolean;
    willReplaceOnChanges?: boolean;
}

/** The schema of the reference data, or the built-in one where there is none. */
export function packageSchema(
    reference: ReferenceData | undefined,
    file: string,
    builtIn: PackageSchema,
): PackageSchema {
    const text = reference?.text("pulumi-schemas", file);
    return text === undefined ? builtIn : (JSON.parse(text) as PackageSchema);
}

/** The schema of a resource type; throws where the package has none. */
export function resourceSchema(schema: PackageSchema, type: string): ResourceSchema {
    const found = schema.resources[type];
    if (found === undefined) {
        throw new ProviderError(
            `unknown resource type "${type}"; this stand-in has ` +
                Object.keys(schema.resources).join(", "),
        );
    }
    return found;
}

/** Everything about inputs that the schema does not allow. Unknown values pass. */
export function checkAgainstSchema(
    schema: PackageSchema,
    type: string,
    inputs: Properties,
): CheckFailure[] {
    const resource = resourceSchema(schema, type);
    const failures: CheckFailure[] = [];
    checkObject(
        schema,
        { properties: resource.inputProperties ?? {}, required: resource.requiredInputs ?? [] },
        plainObject(inputs),
        "",
        failures,
    );
    return failures;
}

/** The inputs that need a new resource when they change. */
export function replacingProperties(schema: PackageSchema, type: string): string[] {
    return Object.entries(resourceSchema(schema, type).inputProperties ?? {})
        .filter(([, property]) => property.willReplaceOnChanges === true)
        .map(([name]) => name);
}

/** A state of which nothing but the inputs is known: the outputs that an update will compute. */
export function previewedState(
    schema: PackageSchema,
    type: string,
    inputs: Properties,
    known: Properties = {},
): Properties {
    const state: Properties = {};
    for (const name of Object.keys(resourceSchema(schema, type).properties ?? {})) {
        state[name] = inputs[name] ?? known[name] ?? unknown;
    }
    return state;
}

/** Marks the outputs that the schema calls secret. */
export function withSecrets(schema: PackageSchema, type: string, state: Properties): Properties {
    const properties = resourceSchema(schema, type).properties ?? {};
    return Object.fromEntries(
        Object.entries(state).map(([name, value]) => [
            name,
            properties[name]?.secret === true ? secret(value) : value,
        ]),
    );
}

function checkObject(
    schema: PackageSchema,
    expected: ObjectSchema,
    value: PlainObject,
    path: string,
    failures: CheckFailure[],
): void {
    const properties = expected.properties ?? {};
    for (const [name, member] of Object.entries(value)) {
        const property = properties[name];
        // The engine's own bookkeeping travels among the inputs.
        if (name.startsWith("__")) {
            continue;
        }
        if (property === undefined) {
            failures.push({
                property: joinPath(path, name),
                reason: `unknown property; known are ${Object.keys(properties).join(", ")}`,
            });
        } else {
            checkValue(schema, property, member, joinPath(path, name), failures);
        }
    }
    for (const name of expected.required ?? []) {
        if (value[name] === undefined || value[name] === null) {
            failures.push({
                property: joinPath(path, name),
                reason: "missing required property; set it",
            });
        }
    }
}

function checkValue(
    schema: PackageSchema,
    expected: PropertySchema,
    value: PlainValue,
    path: string,
    failures: CheckFailure[],
): void {
    if (isUnknown(value) || value === null) {
        return;
    }
    if (expected.$ref !== undefined) {
        const named = schema.types?.[expected.$ref.replace("#/types/", "")];
        if (named !== undefined) {
            checkMembers(schema, named, value, path, failures);
        }
        return;
    }
    switch (expected.type) {
        case "array":
            if (!Array.isArray(value)) {
                failures.push({ property: path, reason: `must be a list, not ${nameOf(value)}` });
            } else {
                for (const [index, item] of value.entries()) {
                    checkValue(schema, expected.items ?? {}, item, joinPath(path, index), failures);
                }
            }
            break;
        case "object":
            if (!isPlainObject(value)) {
                failures.push({ property: path, reason: `must be a map, not ${nameOf(value)}` });
            } else {
                for (const [name, member] of Object.entries(value)) {
                    checkValue(
                        schema,
                        expected.additionalProperties ?? {},
                        member,
                        joinPath(path, name),
                        failures,
                    );
                }
            }
            break;
        case "integer":
            if (!Number.isInteger(value)) {
                failures.push({
                    property: path,
                    reason: `must be a whole number, not ${nameOf(value)}`,
                });
            }
            break;
        case "number":
        case "boolean":
        case "string":
            if (typeof value !== expected.type) {
                failures.push({
                    property: path,
                    reason: `must be a ${expected.type}, not ${nameOf(value)}`,
                });
            }
            break;
        default:
            break;
    }
}

function checkMembers(
    schema: PackageSchema,
    expected: ObjectSchema,
    value: PlainValue,
    path: string,
    failures: CheckFailure[],
): void {
    if (isPlainObject(value)) {
        checkObject(schema, expected, value, path, failures);
    } else {
        failures.push({ property: path, reason: `must be an object, not ${nameOf(value)}` });
    }
}

/** What a value is, without saying what it says: it may be a secret. */
export function nameOf(value: PlainValue): string {
    if (Array.isArray(value)) {
        return "a list";
    }
    if (value === null) {
        return "null";
    }
    return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
