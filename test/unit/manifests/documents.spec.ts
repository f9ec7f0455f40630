import assert from "node:assert/strict";
import { readDocuments } from "../../../manifests/documents";

/** Values are what sigs.k8s.io/yaml 1.6.0, with which Kubernetes reads YAML, makes of the same text. */
const scalars: readonly (readonly [string, unknown])[] = [
    ["yes", true],
    ["y", true],
    ["On", true],
    ["TRUE", true],
    ["no", false],
    ["OFF", false],
    ["tRue", "tRue"],
    ['"yes"', "yes"],
    ["!!str yes", "yes"],
    ["!!bool yes", true],
    ["~", null],
    ["NULL", null],
    ["", null],
    ["0644", 420],
    ["-010", -8],
    ["0o17", 15],
    ["08", 8],
    ["010.5", 10.5],
    ["0x1F", 31],
    ["-0x1F", -31],
    ["0x", "0x"],
    ["0b11", 3],
    ["0b2", "0b2"],
    ["1_000", 1000],
    ["_1", "_1"],
    ["+5", 5],
    ["1e3", 1000],
    [".5", 0.5],
    ["5.", 5],
    [".e5", ".e5"],
    ["99999999999999999999", 1e20],
    ["0xFFFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFFFF"],
    ['!!int "5"', 5],
    ["!!timestamp 2001-12-14", "2001-12-14"],
    ["!!binary aGk=", "hi"],
    ["1:30", "1:30"],
    ["2001-12-14", "2001-12-14"],
    ["0.0.0.0", "0.0.0.0"],
    ["=", "="],
];

describe("YAML as Kubernetes reads it", () => {
    for (const [source, value] of scalars) {
        it(`reads ${source} as ${JSON.stringify(value)}`, () => {
            const { documents, problems } = readDocuments(`a: ${source}`);
            assert.deepEqual(problems, []);
            assert.deepEqual(documents[0]?.value, { a: value });
        });
    }

    for (const { what, text, value } of [
        { what: "a list", text: "a:\n  b: [1,\n  2\n  ]\n", value: { a: { b: [1, 2] } } },
        { what: "a mapping", text: "- - a: {\nb: 1\n}\n", value: [[{ a: { b: 1 } }]] },
        { what: "double quotes", text: 'a:\n  b: "1\n  2"\n', value: { a: { b: "1 2" } } },
        { what: "single quotes", text: "a:\n  b: '1\n2'\n", value: { a: { b: "1 2" } } },
    ]) {
        it(`reads ${what} that ends no further to the right than its key`, () => {
            assert.deepEqual(
                readDocuments(text).documents.map((document) => document.value),
                [value],
            );
        });
    }

    it("moves nothing but what goes on in quotes or brackets", () => {
        assert.equal(readDocuments("- a\n-\t[b]: 1\n").problems.length, 1);
    });

    it("has texts for keys", () => {
        assert.deepEqual(readDocuments("yes: a\n0644: b\n1.5: c").documents[0]?.value, {
            true: "a",
            420: "b",
            1.5: "c",
        });
    });

    it("merges what << names, under what a mapping has itself", () => {
        const text = "x: &x {a: 1, b: 1}\nz:\n  <<: *x\n  b: 2";
        assert.deepEqual(readDocuments(text).documents[0]?.value, {
            x: { a: 1, b: 1 },
            z: { a: 1, b: 2 },
        });
    });

    it("reads JSON", () => {
        const text = '{\n\t"b": "\\ud83d\\ude00\\/",\n\t"a": 2}';
        const [document] = readDocuments(text).documents;
        assert.deepEqual(document?.value, { a: 2, b: "😀/" });
        assert.equal(document.lineOf(["a"]), 3);
    });

    it("numbers documents as they are separated, empty ones too", () => {
        const { documents } = readDocuments("---\n---\na: 1\n---\n# nothing\n---\nb: 2\n");
        assert.deepEqual(
            documents.map(({ number, value }) => [number, value]),
            [
                [2, { a: 1 }],
                [4, { b: 2 }],
            ],
        );
    });

    it("does not take for a separator what only begins like one", () => {
        const { documents, problems } = readDocuments("a: |\n  x\n ---\n  y\n");
        assert.deepEqual([documents.length, problems.length], [0, 1]);
        assert.deepEqual(readDocuments("- a\n---b").problems.length, 1);
    });

    for (const separator of ["---#: |", "---\u00A0#: |", "---\t# c: |"]) {
        it(`takes ${JSON.stringify(separator)} for a separator with a comment`, () => {
            const { documents, problems } = readDocuments(`a: 1\n${separator}\n  b: 2\n`);
            assert.deepEqual(problems, []);
            assert.deepEqual(
                documents.map(({ value, lineOf }) => [value, lineOf(["b"])]),
                [
                    [{ a: 1 }, 1],
                    [{ b: 2 }, 3],
                ],
            );
        });
    }

    it("heeds directives", () => {
        const text = "%YAML 1.2\n---\na: 1\n...\n%YAML 1.1\n---\nb: 2\n";
        assert.deepEqual(
            readDocuments(text).documents.map(({ value }) => value),
            [{ a: 1 }, { b: 2 }],
        );
    });

    for (const { what, text, problem } of [
        {
            what: "a key twice",
            text: "a: 1\nb: 2\na: 3",
            problem: [1, 3, "duplicated mapping key"],
        },
        {
            what: "a key twice in JSON",
            text: '{"a": 1,\n"a": 2}',
            problem: [1, 2, "duplicated mapping key"],
        },
        {
            what: "keys before <<, which to Kubernetes wins over them",
            text: "x: &x {a: 1}\ny:\n  a: 2\n  <<: *x",
            problem: [1, 4, "<< wins over the keys before it to some readers; put it first"],
        },
        {
            what: "a second <<",
            text: "x: &x {a: 1}\ny:\n  <<: *x\n  <<: {a: 2}",
            problem: [1, 4, "<< wins over the keys before it to some readers; put it first"],
        },
        ...["{?a: 1}", "[?a]"].map((flow) => ({
            what: `${flow}, in which Kubernetes reads the key a`,
            text: `x: ${flow}`,
            problem: [1, 1, "a ? within brackets begins a key to some readers; quote it"],
        })),
        ...["[a:]", "{a:, b: 1}", "{a:}"].map((flow) => ({
            what: `${flow}, in which Kubernetes takes the colon for text`,
            text: `x: ${flow}`,
            problem: [1, 1, "white space has to follow the colon of a key"],
        })),
        {
            what: "an anchor of whose name Kubernetes takes a part for text",
            text: "x: &a:b 1",
            problem: [1, 1, "an anchor's name has only letters, digits, - and _"],
        },
        ...['{! "<<": {a: 1}}', "[!!str, a]"].map((flow) => ({
            what: `a tag with another meaning to Kubernetes, as in ${flow}`,
            text: `x: ${flow}`,
            problem: [1, 1, "this tag has another meaning to some readers"],
        })),
        {
            what: "a directive that Kubernetes does not apply",
            text: "%TAG ! tag:yaml.org,2002:\n---\na: !str true",
            problem: [1, 1, "a %TAG directive is heeded by some readers only"],
        },
        {
            what: "an empty line that only Kubernetes reads as a line's end",
            text: 'a: "x\\\n\n  y"',
            problem: [1, 1, "an empty line follows a line's end that is escaped"],
        },
        ...["\r", "\u0085", "\u2028", "\u2029", "\uFEFF"].map((end) => {
            const code = end.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
            return {
                what: `an entry behind a comment that ends with U+${code} to Kubernetes alone`,
                text: `a: 1\n# comment${end}b: 2`,
                problem: [
                    1,
                    2,
                    `the character U+${code} ends a line for some readers only; write "\\u${code}"`,
                ],
            };
        }),
        {
            what: "a number that JSON does not have",
            text: "a: 1\nb: -.inf",
            problem: [1, 1, "-.inf is a number that JSON does not have"],
        },
        {
            what: "a tag that Kubernetes does not know",
            text: "a: 1\n---\nb: !x 1",
            problem: [2, 3, "unknown scalar tag !<!x>"],
        },
        {
            what: "an alias of what it is a part of",
            text: "a: &a [*a]",
            problem: [1, 1, "an alias stands for something that it is a part of"],
        },
        {
            what: "aliases that multiply",
            text: [
                "a0: &a0 [x, x, x, x, x, x, x, x, x, x]",
                ...Array.from(
                    { length: 9 },
                    (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(", ")}]`,
                ),
            ].join("\n"),
            problem: [1, 1, "aliases of aliases make it too large"],
        },
        {
            what: "a list that is not closed",
            text: "a: [1,\n  2",
            problem: [1, 2, "unexpected end of the stream within a flow collection"],
        },
    ]) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(
                readDocuments(text).problems.map(({ document, line, reason }) => [
                    document,
                    line,
                    reason,
                ]),
                [problem],
            );
        });
    }
});

describe("the line of a path", () => {
    const block = `kind: Pod
metadata:
  name: a
spec:
  containers:
    - name: one
      image: x
    -
      name: two
      securityContext:
        privileged: true
  initContainers: [{name: three,
    image: y}]
`;
    const anchors = `base: &base
  image: x
  env: &env
    - a
first:
  <<: *base
  name: b
second: *base
third: {env: *env}
`;
    const folded = `a:
  b: [1,
2
]
  c: 1
d: 2
`;
    const cases: readonly { path: (string | number)[]; line: number; text: string }[] = [
        { path: [], line: 1, text: block },
        { path: ["metadata", "name"], line: 3, text: block },
        { path: ["spec", "containers", 0], line: 6, text: block },
        { path: ["spec", "containers", 0, "image"], line: 7, text: block },
        { path: ["spec", "containers", 1, "name"], line: 9, text: block },
        { path: ["spec", "containers", 1, "securityContext", "privileged"], line: 11, text: block },
        { path: ["spec", "containers", 1, "image"], line: 9, text: block },
        { path: ["spec", "containers", 0, "image", "tag"], line: 7, text: block },
        { path: ["spec", "containers", 7], line: 5, text: block },
        { path: ["spec", "initContainers", 0, "image"], line: 13, text: block },
        { path: ["status", "phase"], line: 1, text: block },
        { path: ["first", "image"], line: 2, text: anchors },
        { path: ["first", "name"], line: 7, text: anchors },
        { path: ["second", "image"], line: 2, text: anchors },
        { path: ["second", "name"], line: 8, text: anchors },
        { path: ["third", "env", 0], line: 4, text: anchors },
        { path: ["third", "env", 3], line: 9, text: anchors },
        { path: ["a", "c"], line: 5, text: folded },
        { path: ["d"], line: 6, text: folded },
    ];
    for (const { path, line, text } of cases) {
        const name = path.join(".") || "the document";
        const first = text === block ? "blocks" : text === anchors ? "anchors" : "moved lines";
        it(`of ${name}, in a text with ${first}, is ${line}`, () => {
            assert.equal(lineOf(text, path), line);
        });
        it(`of ${name}, with ${first} and carriage returns, is ${line}`, () => {
            assert.equal(lineOf(text.replaceAll("\n", "\r\n"), path), line);
        });
        it(`of ${name}, with ${first}, in a second document is ${line + 3}`, () => {
            assert.equal(lineOf(`a: 1\n\n---\n${text}`, path), line + 3);
        });
    }

    function lineOf(text: string, path: (string | number)[]): number | undefined {
        return readDocuments(text).documents.at(-1)?.lineOf(path);
    }
});
