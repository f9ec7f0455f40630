import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import {
    isPlainObject,
    joinPath,
    isUnknown,
    without,
    type PlainObject,
    type PlainValue,
} from "./properties";
import type { CheckFailure } from "./provider";

/** A JSON schema as a tree that is only walked. */
export type JsonSchema = Record<string, unknown>;

const ajv = new Ajv({
    allErrors: true,
    strict: false,
    unicodeRegExp: false,
    validateFormats: false,
});

export type Validate = (value: PlainObject) => CheckFailure[];

/**
 * Turns a CustomResourceDefinition's schema into a check that also refuses fields that it does not
 * know, as an API server does with strict field validation. Rules in CEL are not evaluated.
 */
export function structuralValidator(schema: JsonSchema): Validate {
    const { properties, ...rest } = strict(schema) as JsonSchema;
    return validator({
        ...rest,
        // The API server knows these of every object; a definition need not repeat them.
        properties: { ...typeAndMetadata, ...(properties as JsonSchema | undefined) },
    });
}

const typeAndMetadata: JsonSchema = {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
};

/** A check against a JSON schema. Whatever depends on an unknown value passes. */
export function validator(schema: JsonSchema): Validate {
    const validate: ValidateFunction = ajv.compile(without(schema, "$schema", "$id"));
    return (value) => {
        if (validate(withoutNulls(value))) {
            return [];
        }
        const unknowns: string[] = [];
        findUnknowns(value, "", unknowns);
        return (validate.errors ?? [])
            .filter((error) => !dependsOnUnknown(error, unknowns))
            .map(toFailure);
    };
}

/** Null in a manifest means that the field is not set. */
function withoutNulls(value: PlainValue): PlainValue {
    if (Array.isArray(value)) {
        return value.map(withoutNulls);
    }
    if (!isPlainObject(value)) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, member]) => member !== null)
            .map(([name, member]) => [name, withoutNulls(member)]),
    );
}

function strict(schema: unknown): unknown {
    if (Array.isArray(schema)) {
        return schema.map(strict);
    }
    if (typeof schema !== "object" || schema === null) {
        return schema;
    }
    const node = schema as JsonSchema;
    if (node["x-kubernetes-int-or-string"] === true) {
        return { ...without(node, "anyOf", "default"), type: ["integer", "string"] };
    }
    const result: JsonSchema = {};
    for (const [keyword, value] of Object.entries(node)) {
        if (keyword === "default" || keyword === "description") {
            continue;
        }
        if (keyword === "properties" && typeof value === "object" && value !== null) {
            // The names here are fields, which may well be called "default" or "enum".
            result[keyword] = Object.fromEntries(
                Object.entries(value).map(([name, property]) => [name, strict(property)]),
            );
        } else if (keyword === "pattern" && typeof value === "string") {
            if (isPattern(value)) {
                result[keyword] = value;
            }
        } else if (["allOf", "anyOf", "oneOf", "not", "enum"].includes(keyword)) {
            // Structural schemas repeat parts of properties there; they add conditions, not fields.
            result[keyword] = value;
        } else {
            result[keyword] = strict(value);
        }
    }
    const open =
        node["x-kubernetes-preserve-unknown-fields"] === true ||
        node["x-kubernetes-embedded-resource"] === true ||
        node.additionalProperties !== undefined;
    if (node.properties !== undefined && !open) {
        result.additionalProperties = false;
    }
    return result;
}

/** Definitions have patterns of Go, a few of which JavaScript cannot read; those are not checked. */
function isPattern(pattern: string): boolean {
    try {
        new RegExp(pattern);
        return true;
    } catch {
        return false;
    }
}

function findUnknowns(value: PlainValue, pointer: string, found: string[]): void {
    if (isUnknown(value)) {
        found.push(pointer);
    } else if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            findUnknowns(item, `${pointer}/${index}`, found);
        }
    } else if (isPlainObject(value)) {
        for (const [name, member] of Object.entries(value)) {
            findUnknowns(member, `${pointer}/${escapePointer(name)}`, found);
        }
    }
}

function dependsOnUnknown(error: ErrorObject, unknowns: readonly string[]): boolean {
    const composite = ["anyOf", "oneOf", "not", "if"].includes(error.keyword);
    return unknowns.some(
        (pointer) =>
            pointer === error.instancePath ||
            error.instancePath.startsWith(`${pointer}/`) ||
            (composite && pointer.startsWith(`${error.instancePath}/`)),
    );
}

function toFailure(error: ErrorObject): CheckFailure {
    const path = pathOf(error.instancePath);
    const params = error.params as Record<string, unknown>;
    switch (error.keyword) {
        case "additionalProperties":
        case "unevaluatedProperties": {
            const name = String(params.additionalProperty ?? params.unevaluatedProperty);
            return {
                property: joinPath(path, name),
                reason: "unknown field; remove it or correct its spelling",
            };
        }
        case "required":
            return {
                property: joinPath(path, String(params.missingProperty)),
                reason: "missing required field; set it",
            };
        case "enum":
            return { property: path, reason: `must be one of ${String(params.allowedValues)}` };
        default:
            return { property: path, reason: error.message ?? error.keyword };
    }
}

function escapePointer(name: string): string {
    return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** `/spec/ports/0` as `spec.ports[0]`. */
function pathOf(pointer: string): string {
    return pointer
        .split("/")
        .slice(1)
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
        .reduce((path, part) => joinPath(path, /^\d+$/.test(part) ? Number(part) : part), "");
}
