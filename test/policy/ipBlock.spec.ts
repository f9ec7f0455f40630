import assert from "node:assert/strict";
import { includesAddress, isAnyAddress } from "../../rules/kubernetes/ipBlock";

describe("an IP block", () => {
    for (const [cidr, isAny] of [
        ["0.0.0.0/0", true],
        ["::/0", true],
        ["128.0.0.0/1", true],
        ["0.0.0.0/2", false],
        ["10.0.0.0/8", false],
        ["0.0.0.0", false],
        ["everything/0", false],
    ] as const) {
        it(`${cidr} is ${isAny ? "" : "not "}every address`, () => {
            assert.equal(isAnyAddress(cidr), isAny);
        });
    }

    for (const [cidr, address, includes] of [
        ["169.254.0.0/16", "169.254.169.254", true],
        ["169.254.169.254/32", "169.254.169.254", true],
        ["169.253.0.0/16", "169.254.169.254", false],
        ["fd00::/8", "fd00:ec2::254", true],
        ["::/0", "169.254.169.254", false],
        ["0.0.0.0/33", "169.254.169.254", false],
        ["nonsense", "169.254.169.254", false],
    ] as const) {
        it(`${cidr} has ${includes ? "" : "not "}${address}`, () => {
            assert.equal(includesAddress(cidr, address), includes);
        });
    }
});
