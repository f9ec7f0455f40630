import fc from "fast-check";

/** Pieces of YAML, well and badly put together: some of it is no YAML at all. */
const KEYS = [
    "a",
    "b",
    "x-y",
    "yes",
    "n",
    "1",
    "01",
    "1.5",
    ".5",
    "<<",
    '"q"',
    "'s'",
    "a b",
    "a:b",
];
const SCALARS = [
    ...["1", "01", "0x1F", "1.5", "1_0", ".5", ".", "1e3", "yes", "No", "on", "~", "null", "text"],
    ...["two words", "a #b", "a#b", '"q"', '"a: b"', "'it''s'", '"\\n"', '"\\x41"', "", "=", "<<"],
    ...["1:30", "2001-12-14", "!!str 1", '!!int "5"', "!!bool yes", "a\\nb", "-1", "+5", "0o17"],
];
const COLLECTIONS = [
    ...[
        "{}",
        "[]",
        "[a, b]",
        "{a: b}",
        "[a,]",
        "{a, b: 1}",
        "[{a: 1}, b: 2]",
        '{"a":1}',
        "{a: [b]}",
    ],
    ...["[a\n]", "[\n  a,\n  b\n]", "{a: b\n}", '"a\n  b"', '"a\nb"', "'a\n  b'", '"a\\\n  b"'],
    ...["|\n    text", ">-\n    a\n    b", "|+\n    a\n\n", "one\n    two", "- a", "- a\n  - b"],
    ...[
        "&x {a: 1, b: 2}",
        "*x",
        "{<<: *x, c: 3}",
        "&y [1]",
        "*y",
        "{a: 1, a: 2}",
        "[",
        "- - a",
        "?",
    ],
];
const line = fc
    .tuple(
        fc.constantFrom("", "", "", "  ", "- "),
        fc.constantFrom(...KEYS),
        fc.constantFrom(...SCALARS, ...COLLECTIONS),
        fc.constantFrom("", "", "", " # comment", "\r"),
    )
    .map(([indent, key, value, end]) => `${indent}${key}: ${value}${end}`);

/** Texts of up to four entries, of which most can be read. */
export const yamlTexts = fc
    .array(line, { minLength: 1, maxLength: 4 })
    .map((lines) => `${lines.join("\n")}\n`);
