import assert from "node:assert/strict";
import fc from "fast-check";
import { globsOverlap, parseServiceName } from "../../rules/ingress/emissary";

describe("Emissary's names", () => {
    for (const [text, expected] of [
        ["face", "faces/face:80"],
        ["face:8080", "faces/face:8080"],
        ["https://face", "faces/face:443"],
        ["http://face.other", "other/face:80"],
        ["http://face.other.svc.cluster.local:8000/path", "other/face:8000"],
    ] as const) {
        it(`of a Service: ${text} is ${expected}`, () => {
            const { namespace, name, port } = parseServiceName(text, "faces") ?? {};
            assert.equal(`${namespace}/${name}:${port}`, expected);
        });
    }

    it("of a Service: nothing names none", () => {
        assert.deepEqual(
            ["", "http://", ":80"].map((text) => parseServiceName(text, "faces")),
            [undefined, undefined, undefined],
        );
    });

    it("of a host: a star stands for anything, and a dot for itself", () => {
        assert.ok(globsOverlap("*.example.com", "a.b.example.com"));
        assert.ok(globsOverlap("faces.example.com", "*"));
        assert.ok(!globsOverlap("*.example.com", "example.com"));
        assert.ok(!globsOverlap("a.example.com", "aXexample.com"));
        assert.ok(!globsOverlap("*.example.com", "a-example.com"));
    });

    it("of hosts overlap whichever is named first, and each with itself and with every host", () => {
        const host = fc.stringMatching(/^(\*\.)?[a-c.]{1,6}$/);
        fc.assert(
            fc.property(host, host, (one, other) => {
                assert.equal(globsOverlap(one, other), globsOverlap(other, one));
                assert.ok(globsOverlap(one, one) && globsOverlap(one, "*"));
            }),
        );
    });
});
