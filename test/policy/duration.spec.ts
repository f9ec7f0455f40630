import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDuration } from "../../rules/reading/duration";

describe("a duration", () => {
    const durations = {
        "48h": 172_800,
        "1h30m": 5400,
        "2160h0m0s": 7_776_000,
        "1.5h": 5400,
        ".5m": 30,
        "250ms": 0.25,
        "0": 0,
        "-1h": -3600,
        "+1h": 3600,
    };
    for (const [text, seconds] of Object.entries(durations)) {
        it(`of ${text} is ${seconds} s`, () => {
            assert.equal(parseDuration(text), seconds);
        });
    }

    for (const text of ["", "-", "48", "90d", "1h ", " 1h", "h", "1h30", "1 h", "1H", "1h-30m"]) {
        it(`is not "${text}"`, () => {
            assert.equal(parseDuration(text), undefined);
        });
    }

    it("is the sum of its hours, minutes and seconds", () => {
        const part = fc.nat({ max: 100_000 });
        fc.assert(
            fc.property(part, part, part, (hours, minutes, seconds) => {
                assert.equal(
                    parseDuration(`${hours}h${minutes}m${seconds}s`),
                    hours * 3600 + minutes * 60 + seconds,
                );
            }),
        );
    });
});
