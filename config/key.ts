import * as pulumi from "@pulumi/pulumi";

import type { ConfigReader } from "./configReader";

/** One row of the table: a key of a stack's configuration, and what is read of it. */
export class Key<Value> {
    constructor(
        readonly key: string,
        /** As Pulumi.yaml declares it, of which this is checked. */
        readonly type: "array" | "boolean" | "integer" | "object" | "string",
        /** As Pulumi.yaml declares it; the engine fills it in. */
        readonly fallback: unknown,
        readonly read: (reader: ConfigReader) => Value,
    ) {}
}

/** A text; undefined where it is empty. */
export function text(key: string, fallback = ""): Key<string | undefined> {
    return new Key(key, "string", fallback, (reader) => reader.optionalString(key));
}

/** @param remedy what to do where it is empty */
export function required(key: string, remedy: string, fallback = ""): Key<string> {
    return new Key(key, "string", fallback, (reader) => reader.string(key, remedy));
}

/** One of several texts, of which the first is the default. */
export function choice<const Choice extends string>(
    key: string,
    choices: readonly [Choice, ...Choice[]],
): Key<Choice> {
    return new Key(key, "string", choices[0], (reader) => reader.choice(key, choices));
}

export function flag(key: string, fallback = false): Key<boolean> {
    return new Key(key, "boolean", fallback, (reader) => reader.boolean(key) ?? fallback);
}

export function integer(key: string, fallback: number): Key<number | undefined> {
    return new Key(key, "integer", fallback, (reader) => reader.integer(key));
}

export function texts(key: string, fallback: string[] = []): Key<string[]> {
    return new Key(key, "array", fallback, (reader) => reader.strings(key));
}

export function object(key: string): Key<Record<string, unknown>> {
    return new Key(key, "object", {}, (reader) => reader.object(key));
}

/** PEM, or a file that holds it; undefined where it is empty. */
export function pem(key: string, fallback = ""): Key<string | undefined> {
    return new Key(key, "string", fallback, (reader) => {
        const value = reader.optionalString(key);
        return value === undefined ? undefined : reader.pem(key, value);
    });
}

/** Several of them. */
export function pems(key: string, fallback: string[]): Key<string[]> {
    return new Key(key, "array", fallback, (reader) =>
        reader.strings(key).map((value, index) => reader.pem(`${key}[${index}]`, value)),
    );
}

/** As {@link pem}, and a secret. */
export function secretPem(key: string, fallback: string): Key<pulumi.Output<string>> {
    const plain = pem(key, fallback);
    return new Key(key, "string", fallback, (reader) => pulumi.secret(plain.read(reader) ?? ""));
}

/** A secret, or else what a variable of the environment has. */
export function secretToken(key: string, variable: string): Key<pulumi.Output<string>> {
    return new Key(key, "string", "", (reader) => pulumi.secret(reader.token(key, variable)));
}

/** Rows by the arguments that they feed. */
export interface Keys {
    readonly [argument: string]: Key<unknown> | Keys;
}

/** What arguments are called; a text names the part of a key that feeds one. */
export interface KeyNames {
    readonly [argument: string]: Key<unknown> | KeyNames | string;
}

/** What is read of rows, by the same arguments. */
export type Values<Table> =
    Table extends Key<infer Value>
        ? Value
        : { -readonly [Argument in keyof Table]: Values<Table[Argument]> };

/** Reads rows, in their order. */
export function readKeys<Table extends Keys>(table: Table, reader: ConfigReader): Values<Table> {
    return Object.fromEntries(
        Object.entries(table).map(([argument, row]) => [
            argument,
            row instanceof Key ? row.read(reader) : readKeys(row, reader),
        ]),
    ) as Values<Table>;
}

/** The name by which a stack says an argument: `civo.apiAllowedCidrs[0]` is `clusterApiAllowedCidrs[0]`. */
export function keyFor(table: KeyNames, argument: string): string {
    const [, first = "", rest = ""] = /^(\w*)\.?(.*)$/s.exec(argument) ?? [];
    const row = table[first];
    if (row === undefined) {
        return argument;
    }
    if (!(row instanceof Key) && typeof row !== "string") {
        return keyFor(row, rest);
    }
    return (row instanceof Key ? row.key : row) + argument.slice(first.length);
}
