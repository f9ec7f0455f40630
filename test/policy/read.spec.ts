import assert from "node:assert/strict";
import fc from "fast-check";
import { UNKNOWN, read, readItems, readString } from "../../rules/reading/read";
import { type Path, formatPath, parsePath } from "../../manifests/path";

describe("reading a value", () => {
    const object = {
        known: { list: ["first", UNKNOWN], nothing: null },
        unknown: UNKNOWN,
    };

    it("finds what is there", () => {
        const path = ["known", "list", 0];
        assert.deepEqual(read(object, path), { state: "known", path, value: "first" });
    });

    it("tells null, a missing key and a missing item from a value", () => {
        const paths: Path[] = [
            ["known", "nothing"],
            ["known", "missing"],
            ["known", "missing", "below"],
            ["known", "list", 2],
        ];
        for (const path of paths) {
            assert.deepEqual(read(object, path), { state: "absent", path });
        }
    });

    it("takes nothing from an object's prototype", () => {
        assert.equal(read(object, ["known", "toString"]).state, "absent");
        assert.equal(read(object, ["__proto__"]).state, "absent");
    });

    it("names the shortest path that is not known", () => {
        assert.deepEqual(read(object, ["unknown", "a", "b"]), {
            state: "unknown",
            path: ["unknown"],
        });
        assert.deepEqual(read(object, ["known", "list", 1]), {
            state: "unknown",
            path: ["known", "list", 1],
        });
    });

    it("says what was expected where something else stands", () => {
        assert.deepEqual(readString(object, ["known"]), {
            state: "malformed",
            path: ["known"],
            expected: "a text",
        });
        assert.deepEqual(read(object, ["known", "list", 0, "below"]), {
            state: "malformed",
            path: ["known", "list", 0],
            expected: "an object",
        });
    });

    it("gives the paths of a list's items", () => {
        assert.deepEqual(readItems(object, ["known", "list"]), {
            state: "known",
            path: ["known", "list"],
            value: [
                ["known", "list", 0],
                ["known", "list", 1],
            ],
        });
    });

    it("writes a path as people do", () => {
        assert.equal(
            formatPath(["spec", "containers", 0, "annotations", "linkerd.io/inject"]),
            'spec.containers[0].annotations["linkerd.io/inject"]',
        );
    });

    it("reads again every path that it writes", () => {
        const step = fc.oneof(
            fc.nat(),
            fc.string().filter((text) => !text.includes('"')),
        );
        fc.assert(
            fc.property(fc.array(step), (path) => {
                assert.deepEqual(parsePath(formatPath(path)), path);
            }),
        );
    });
});
