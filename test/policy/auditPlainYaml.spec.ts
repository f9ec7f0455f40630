import assert from "node:assert/strict";
import fc from "fast-check";
import { YAMLException, constructFromEvents, parseEvents } from "js-yaml";
import { kubernetesSchema } from "../../policy-pack/manifests/kubernetesSchema";
import { plainOffsetOf } from "../../policy-pack/manifests/plainPositions";
import { readPlainYaml } from "../../policy-pack/manifests/plainYaml";
import { offsetOf, positionsIn } from "../../policy-pack/manifests/yamlPositions";
import { type Json, type Path } from "../../rules/reading/read";
import { deployments, faultyObjects } from "../bench/auditObjects";

/** Pieces of YAML, well and badly put together: much of it is no YAML at all. */
const KEYS = [
    "a",
    "b",
    "apiVersion",
    "x-y",
    "yes",
    "n",
    "1",
    "<<",
    '"q"',
    "'s'",
    "a b",
    "~",
    "a:b",
];
const VALUES = [
    ...["1", "01", "0x1F", "1.5", "1_0", ".5", "yes", "No", "on", "~", "null", "text", "two words"],
    ...[
        "a: b",
        "a:",
        ":a",
        "a #b",
        "a#b",
        "#c",
        '"q"',
        '"a: b"',
        "'s'",
        "'it''s'",
        '"\\n"',
        '"open',
    ],
    ...["{}", "[]", "[a, b]", "{a: b}", "- a", "-", "-a", "?", "&x a", "*x", "!!str 1", "|", ">-"],
    ...["<<", "=", "%a", "@a", "`a`", ",", "1:30", "2001-12-14", "a\tb", "é", "---", "...", " "],
];
const line = fc
    .tuple(
        fc.constantFrom(0, 0, 0, 2, 2, 4, 1),
        fc.constantFrom("", "", "", "- ", "- ", "-  ", "- - "),
        fc.constantFrom(
            ...KEYS.map((key) => `${key}:`),
            ...KEYS.map((key) => `${key}: `),
            "",
            "# ",
        ),
        fc.constantFrom("", ...VALUES),
        fc.constantFrom("", "", "", " ", " # comment", "#no comment"),
    )
    .map(([indent, dash, key, value, end]) => `${" ".repeat(indent)}${dash}${key}${value}${end}`);
const text = fc
    .tuple(
        fc.constantFrom("", "---\n", "--- # c\n"),
        fc.array(line, { minLength: 1, maxLength: 5 }),
    )
    .map(([start, lines]) => start + lines.join("\n"));

/** What the full parser says, or why it says nothing. */
function fully(source: string): unknown {
    try {
        const events = parseEvents(source, {});
        return constructFromEvents(events, { source, schema: kubernetesSchema })[0];
    } catch (error) {
        assert.ok(error instanceof YAMLException);
        return error;
    }
}

function pathsIn(value: Json, path: Path = []): Path[] {
    return typeof value === "object" && value !== null
        ? [
              path,
              ...Object.entries(value).flatMap(([key, part]: [string, Json]) =>
                  pathsIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
              ),
          ]
        : [path];
}

function lineAt(source: string, offset: number): number {
    return source.slice(0, offset).split("\n").length;
}

describe("the reader of plain YAML", () => {
    it("reads nothing in another way than the full parser", () => {
        let taken = 0;
        fc.assert(
            fc.property(text, (source) => {
                const plain = readPlainYaml(source);
                if (plain) {
                    taken += 1;
                    assert.deepEqual(plain.value, fully(source));
                }
            }),
            { numRuns: 50_000 },
        );
        assert.ok(taken > 1000, `only ${taken} texts were plain`);
    });

    it("finds each value in the same line as the full parser", () => {
        fc.assert(
            fc.property(text, (source) => {
                const plain = readPlainYaml(source);
                const [full] = plain ? positionsIn(source) : [];
                if (plain && full) {
                    for (const path of pathsIn(plain.value)) {
                        for (const asked of [path, [...path, "missing"], [...path, 9]]) {
                            assert.equal(
                                lineAt(source, plainOffsetOf(plain, asked)),
                                lineAt(source, offsetOf(full, asked)),
                            );
                        }
                    }
                }
            }),
            { numRuns: 50_000 },
        );
    });

    it("reads what manifests usually are", () => {
        for (const source of `${deployments(20)}---\n${faultyObjects().text}`.split("---\n")) {
            assert.deepEqual(readPlainYaml(source)?.value, fully(source));
        }
    });

    for (const { what, source } of [
        { what: "an anchor", source: "a: &x 1\nb: *x" },
        { what: "a tag", source: "a: !!str 1" },
        { what: "a list in flow style", source: "a: [1, 2]" },
        { what: "an escape", source: 'a: "\\n"' },
        { what: "a text over several lines", source: "a: one\n  two" },
        { what: "a block of text", source: "a: |\n  text" },
        { what: "another alphabet", source: "a: é" },
        { what: "a carriage return", source: "a: 1\r\nb: 2" },
        { what: "a key twice", source: "a: 1\na: 2" },
        { what: "a key that objects reorder", source: '"1": a' },
        { what: "a key that is not a text", source: "yes: a" },
        { what: "a broken indent", source: "a:\n    b: 1\n  c: 2" },
    ]) {
        it(`leaves ${what} to the full parser`, () => {
            assert.equal(readPlainYaml(source), undefined);
        });
    }
});
