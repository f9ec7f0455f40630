import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/**
 * Property values as the engine's protocol has them: JSON, and besides it values that are not known
 * before an update has run, and secrets.
 */
export type PropertyValue =
    null | boolean | number | string | Unknown | Secret | PropertyValue[] | Properties;

export interface Properties {
    [name: string]: PropertyValue;
}

/** JSON with unknown values in it: what remains of properties once nobody cares what is secret. */
export type PlainValue = null | boolean | number | string | Unknown | PlainValue[] | PlainObject;

export interface PlainObject {
    [name: string]: PlainValue;
}

declare const unknownMark: unique symbol;
const secretMark = Symbol("secret");

/** A value that an update will compute. There is one: {@link unknown}. */
export interface Unknown {
    readonly [unknownMark]: true;
}

/** A value that state, logs and previews must not show. */
export interface Secret {
    readonly [secretMark]: true;
    readonly value: PropertyValue;
}

export const unknown = Object.freeze({}) as Unknown;

export function isUnknown(value: unknown): value is Unknown {
    return value === unknown;
}

export function isSecret(value: unknown): value is Secret {
    return typeof value === "object" && value !== null && secretMark in value;
}

// The protocol's signatures: sdk/go/common/resource/properties.go of pulumi/pulumi.
const unknownSentinels: ReadonlySet<string> = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Properties out of a message. A missing message is an empty object. */
export function fromStruct(struct: Struct | undefined): Properties {
    const properties: Properties = {};
    for (const [name, value] of Object.entries(struct?.toJavaScript() ?? {})) {
        properties[name] = decode(value);
    }
    return properties;
}

/** Properties as a message. Properties that are undefined are left out. */
export function toStruct(properties: Properties): Struct {
    return Struct.fromJavaScript(encodeObject(properties));
}

function decode(value: JavaScriptValue): PropertyValue {
    if (typeof value === "string") {
        return unknownSentinels.has(value) ? unknown : value;
    }
    if (Array.isArray(value)) {
        return value.map(decode);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const object = value as Record<string, JavaScriptValue>;
    switch (object[signatureKey]) {
        case secretSignature:
            return secret(decode(object.value ?? null));
        case outputSignature: {
            const content = "value" in object ? decode(object.value ?? null) : unknown;
            return object.secret === true ? secret(content) : content;
        }
        default:
            return Object.fromEntries(
                Object.entries(object).map(([name, member]) => [name, decode(member)]),
            );
    }
}

function encode(value: PropertyValue): JavaScriptValue {
    if (isUnknown(value)) {
        return unknownSentinel;
    }
    if (isSecret(value)) {
        return { [signatureKey]: secretSignature, value: encode(value.value) };
    }
    if (Array.isArray(value)) {
        return value.map(encode);
    }
    return typeof value === "object" && value !== null ? encodeObject(value) : value;
}

function encodeObject(object: Properties): Record<string, JavaScriptValue> {
    return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, encode(value)]));
}

/** Wraps a value once: a secret in a secret is one secret. */
export function secret(value: PropertyValue): Secret {
    return isSecret(value) ? value : { [secretMark]: true, value };
}

/** The value without its secrecy, at every depth. */
export function plain(value: PropertyValue): PlainValue {
    if (isSecret(value)) {
        return plain(value.value);
    }
    if (isUnknown(value)) {
        return value;
    }
    if (Array.isArray(value)) {
        return value.map(plain);
    }
    return typeof value === "object" && value !== null ? plainObject(value) : value;
}

export function plainObject(properties: Properties): PlainObject {
    return Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [name, plain(value)]),
    );
}

/** Whether a value is an object of named properties, and not an array, a secret or unknown. */
export function isObject(value: PropertyValue | undefined): value is Properties {
    return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        !isSecret(value) &&
        !isUnknown(value)
    );
}

export function isPlainObject(value: PlainValue | undefined): value is PlainObject {
    return (
        typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value)
    );
}

/** A copy of an object without some of its members. */
export function without<Value>(
    object: Readonly<Record<string, Value>>,
    ...names: string[]
): Record<string, Value> {
    return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** The strings that are secret in a value. */
export function secretTexts(value: PropertyValue, isPartOfSecret = false): string[] {
    if (isSecret(value)) {
        return secretTexts(value.value, true);
    }
    if (typeof value === "string") {
        return isPartOfSecret && value !== "" ? [value] : [];
    }
    if (isUnknown(value) || typeof value !== "object" || value === null) {
        return [];
    }
    return Object.values(value).flatMap((member: PropertyValue) =>
        secretTexts(member, isPartOfSecret),
    );
}

/** Whether anything in a value is unknown. */
export function hasUnknowns(value: PropertyValue): boolean {
    if (isSecret(value)) {
        return hasUnknowns(value.value);
    }
    if (isUnknown(value)) {
        return true;
    }
    if (Array.isArray(value)) {
        return value.some(hasUnknowns);
    }
    return typeof value === "object" && value !== null && Object.values(value).some(hasUnknowns);
}

/** The value at a path of names, or undefined where there is none or it is in something unknown. */
export function at(value: PlainValue | undefined, ...names: string[]): PlainValue | undefined {
    let current = value;
    for (const name of names) {
        if (!isPlainObject(current)) {
            return undefined;
        }
        current = current[name];
    }
    return current;
}

/** The string at a path, or undefined where there is none. */
export function textAt(value: PlainValue | undefined, ...names: string[]): string | undefined {
    const found = at(value, ...names);
    return typeof found === "string" ? found : undefined;
}

/** A property path as the engine writes it: `spec.ports[0]["a.b"]`. */
export function joinPath(parent: string, name: string | number): string {
    if (typeof name === "number") {
        return `${parent}[${name}]`;
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        return `${parent}[${JSON.stringify(name)}]`;
    }
    return parent === "" ? name : `${parent}.${name}`;
}
