import { createRequire } from "node:module";
import { type Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from "ajv";

/** What is wrong with a value that a JSON schema describes. */
export interface SchemaProblem {
    /** Below the path that was given: `zero-trust.exemptions[0].expiry`. */
    readonly path: string;
    /** Continues a sentence that begins with the path: `is 3, not a text`. */
    readonly message: string;
    readonly remedy: string;
}

const MAXIMUM_SHOWN = 60;
const TYPES: Readonly<Record<string, string>> = {
    string: "a text",
    array: "a list",
    object: "an object",
    boolean: "true or false",
    number: "a number",
    integer: "a whole number",
};

/** Loaded when there is something to check: it takes as long as all of the pack. */
let ajv: Ajv | undefined;

function loadAjv(): Ajv {
    const { Ajv } = createRequire(__filename)("ajv") as typeof import("ajv");
    return new Ajv({ allErrors: true, verbose: true, strict: true });
}

const compiled = new WeakMap<AnySchemaObject, ValidateFunction>();

/** Every way in which a value is not what the schema describes. */
export function schemaProblems(
    schema: AnySchemaObject,
    value: unknown,
    path: string,
): SchemaProblem[] {
    let validate = compiled.get(schema);
    if (!validate) {
        ajv ??= loadAjv();
        validate = ajv.compile(schema);
        compiled.set(schema, validate);
    }
    return validate(value) ? [] : (validate.errors ?? []).map((error) => toProblem(error, path));
}

/** A value as it stands in a message. */
export function show(value: unknown): string {
    const text = value === undefined ? "nothing" : JSON.stringify(value);
    return text.length > MAXIMUM_SHOWN ? `${text.slice(0, MAXIMUM_SHOWN)}…` : text;
}

function toProblem(error: ErrorObject, root: string): SchemaProblem {
    const path = root + formatPointer(error.instancePath);
    const { keyword, data } = error;
    const schema = error.parentSchema ?? {};
    const params = error.params as Readonly<Record<string, unknown>>;
    if (keyword === "additionalProperties") {
        const known = Object.keys(isRecord(schema.properties) ? schema.properties : {});
        return {
            path,
            message: `has no key ${show(params.additionalProperty)}`,
            remedy:
                known.length > 0
                    ? `use one of those it has (${known.join(", ")})`
                    : "leave it out: there is nothing to set",
        };
    }
    if (keyword === "required") {
        const missing = String(params.missingProperty);
        return {
            path,
            message: `lacks ${missing}`,
            remedy: `give it: ${descriptionOf(schema, missing).replace(/\.$/, "")}`,
        };
    }
    return {
        path,
        message: `is ${show(data)}, ${expectation(error)}`,
        remedy: remedyOf(error),
    };
}

function remedyOf({ keyword, params, parentSchema }: ErrorObject): string {
    const description: unknown = parentSchema?.description;
    if (typeof description === "string") {
        return `what belongs there: ${description.replace(/\.$/, "")}`;
    }
    return keyword === "type" ? `give ${TYPES[String(params.type)] ?? "another"}` : "mend it";
}

function expectation({ keyword, params, message, schema }: ErrorObject): string {
    switch (keyword) {
        case "type":
            return `not ${TYPES[String(params.type)] ?? String(params.type)}`;
        case "enum":
            return `not one of ${Array.isArray(schema) ? schema.map(show).join(", ") : show(schema)}`;
        case "minLength":
            return "which is empty";
        default:
            return `which ${message ?? "does not fit"}`;
    }
}

function descriptionOf(schema: AnySchemaObject, property: string): string {
    const properties: unknown = schema.properties;
    const own = isRecord(properties) ? properties[property] : undefined;
    return isRecord(own) && typeof own.description === "string" ? own.description : property;
}

/** `/exemptions/0/expiry` as `.exemptions[0].expiry`. */
function formatPointer(pointer: string): string {
    return pointer
        .split("/")
        .slice(1)
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
        .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
        .join("");
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
