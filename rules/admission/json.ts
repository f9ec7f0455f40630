/** What JSON can say. */
export type JsonValue =
    string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A JSON schema, or a part of one. */
export type JsonSchema = Record<string, JsonValue>;
