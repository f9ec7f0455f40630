import assert from "node:assert/strict";
import fc from "fast-check";
import { includesPort, parsePorts } from "../../rules/kubernetes/ports";

describe("a list of ports", () => {
    it("has single ports and ranges, with or without spaces", () => {
        assert.deepEqual(parsePorts("8080, 6000 - 7000"), [
            { from: 8080, to: 8080 },
            { from: 6000, to: 7000 },
        ]);
    });

    for (const text of ["", ",", "http", "80,", "7000-6000", "1-65536", "1-2-3", "-80", "8080.5"]) {
        it(`is not "${text}"`, () => {
            assert.equal(parsePorts(text), undefined);
        });
    }

    it("includes what lies within one of its ranges, and nothing else", () => {
        const port = fc.integer({ min: 0, max: 65_535 });
        fc.assert(
            fc.property(port, port, port, (one, other, asked) => {
                const [from, to] = [Math.min(one, other), Math.max(one, other)];
                assert.equal(
                    includesPort(parsePorts(`${from}-${to}`) ?? [], asked),
                    from <= asked && asked <= to,
                );
            }),
        );
    });
});
