import {
    NOT_RESOLVED,
    Schema,
    YAMLException,
    defineScalarTag,
    mapTag,
    mergeTag,
    seqTag,
    strTag,
} from "js-yaml";

/**
 * Scalars as Kubernetes reads them: sigs.k8s.io/yaml is YAML 1.1 in the dialect of Go's yaml.v2, in
 * which `yes` and `on` are true, `0644` is octal, and neither 1:30 nor a date is more than text.
 * https://github.com/yaml/go-yaml/blob/v2.4.2/resolve.go
 */
const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
    ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"].map(
        (word) => [word, true] as const,
    ),
    ...["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"].map(
        (word) => [word, false] as const,
    ),
    ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

const RADIXES = [
    { digits: /^[-+]?0[xX][0-9a-fA-F]+$/, prefix: 2, radix: 16 },
    { digits: /^[-+]?0[bB][01]+$/, prefix: 2, radix: 2 },
    { digits: /^[-+]?0[oO][0-7]+$/, prefix: 2, radix: 8 },
    { digits: /^[-+]?0[0-7]+$/, prefix: 1, radix: 8 },
];
const DECIMAL = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const NOT_IN_JSON = /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/;
/** Of the integers that Go reads in another base than ten, an int64 or uint64. */
const LARGEST = 2 ** 64;

const boolean = defineScalarTag<boolean>("tag:yaml.org,2002:bool", {
    implicit: true,
    implicitFirstChars: Array.from("yYnNtTfFoO"),
    resolve(source) {
        const value = WORDS.get(source);
        return typeof value === "boolean" ? value : NOT_RESOLVED;
    },
    identify: () => false,
});

const nothing = defineScalarTag<null>("tag:yaml.org,2002:null", {
    implicit: true,
    implicitFirstChars: ["", "~", "n", "N"],
    resolve: (source) => (WORDS.get(source) === null ? null : NOT_RESOLVED),
    identify: () => false,
});

function numberTag(name: string, implicit: boolean) {
    return defineScalarTag<number>(name, {
        implicit,
        implicitFirstChars: Array.from("-+.0123456789"),
        resolve: (source) => parseNumber(source) ?? NOT_RESOLVED,
        identify: () => false,
    });
}

/** A value that only its tag makes another than its text. */
function taggedTag(name: string, resolve: (source: string) => string) {
    return defineScalarTag<string>(`tag:yaml.org,2002:${name}`, { resolve, identify: () => false });
}

export const kubernetesSchema = new Schema([
    strTag,
    seqTag,
    mapTag,
    mergeTag,
    nothing,
    boolean,
    numberTag("tag:yaml.org,2002:float", true),
    // JSON knows one kind of number, so that this is for who writes `!!int`.
    numberTag("tag:yaml.org,2002:int", false),
    taggedTag("timestamp", (source) => source),
    taggedTag("binary", (source) => Buffer.from(source, "base64").toString("utf8")),
]);

/** An unquoted text as Kubernetes reads it. */
export function plainScalar(source: string): string | number | boolean | null {
    const value = WORDS.has(source) ? WORDS.get(source) : parseNumber(source);
    return value === undefined ? source : value;
}

function parseNumber(source: string): number | undefined {
    const first = source.charCodeAt(0);
    const isNumeric = first >= 0x2b && first <= 0x39;
    if (!isNumeric) {
        return undefined;
    }
    if (NOT_IN_JSON.test(source)) {
        throw new YAMLException(`${source} is a number that JSON does not have`);
    }
    const text = source.replaceAll("_", "");
    const found = RADIXES.find(({ digits }) => digits.test(text));
    if (found) {
        const sign = text.startsWith("-") ? -1 : 1;
        const value = parseInt(text.replace(/^[-+]/, "").slice(found.prefix), found.radix);
        if (value < LARGEST) {
            return sign * value;
        }
    }
    const value = DECIMAL.test(text) ? Number(text) : NaN;
    return Number.isFinite(value) ? value : undefined;
}
