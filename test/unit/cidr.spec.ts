import assert from "node:assert/strict";

import fc from "fast-check";

import { isCidr, isEverywhere } from "../../components/cidr";

describe("A network in CIDR notation", () => {
    it("is any IPv4 address with a prefix of at most 32 bits", () => {
        fc.assert(
            fc.property(fc.ipV4(), fc.integer({ min: 0, max: 200 }), (address, prefix) => {
                assert.equal(isCidr(`${address}/${prefix}`), prefix <= 32);
            }),
        );
    });

    it("is any IPv6 address with a prefix of at most 128 bits", () => {
        fc.assert(
            fc.property(fc.ipV6(), fc.integer({ min: 0, max: 200 }), (address, prefix) => {
                assert.equal(isCidr(`${address}/${prefix}`), prefix <= 128);
            }),
        );
    });

    for (const text of ["", "10.0.0.1", "10.0.0/8", "10.0.0.0/", "10.0.0.0/8/8", "example.com/8"]) {
        it(`is not "${text}"`, () => {
            assert.equal(isCidr(text), false);
        });
    }

    it("is everywhere only with a prefix of 0 bits", () => {
        fc.assert(
            fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
                assert.equal(isEverywhere(`${address}/${prefix}`), prefix === 0);
            }),
        );
    });
});
