import assert from "node:assert/strict";
import fc from "fast-check";
import { dayOf } from "../../rules/day";
import { type Exemption, Exemptions, readExemption } from "../../rules/exemption";
import { maximumExemptionDays } from "../../rules/exemptionSchema";
import { formatFinding } from "../../rules/rule";
import { civo, deployment, kubernetes } from "./support";

const TODAY = "2026-11-22";
const DAY = 24 * 60 * 60 * 1000;
const ids = new Set(["SC-01", "CLD-01", "MESH-01"]);
const face = deployment("face", {});

const valid: Exemption = {
    rule: "SC-01",
    resource: { kind: "Deployment", namespace: "faces", name: "face" },
    owner: "platform@example.com",
    reason: "the vendor has no other tag",
    expiry: "2026-12-31",
};

function exemptions(...stated: unknown[]): Exemptions {
    return new Exemptions(
        stated.map((each, position) => readExemption(each, position, ids)),
        TODAY,
    );
}

function faultsOf(stated: unknown): string[] {
    return exemptions(stated)
        .faults()
        .map((finding) => `${finding.path} ${finding.message}`);
}

describe("GOV-01: an exemption", () => {
    it("is in force for its rule and its resource", () => {
        const { rule } = valid;
        assert.equal(exemptions(valid).cover(rule, face), true);
        assert.deepEqual(faultsOf(valid), []);
    });

    const others: [string, Partial<Exemption>][] = [
        ["rule", { rule: "MESH-01" }],
        ["kind", { resource: { ...valid.resource, kind: "StatefulSet" } }],
        ["namespace", { resource: { ...valid.resource, namespace: "smiles" } }],
        ["name", { resource: { ...valid.resource, name: "faces" } }],
        ["prefix of a name", { resource: { ...valid.resource, name: "fac" } }],
    ];
    for (const [what, change] of others) {
        it(`is for no other ${what}`, () => {
            assert.equal(exemptions({ ...valid, ...change }).cover("SC-01", face), false);
        });
    }

    it("is for every name that begins as it says", () => {
        const stated = { ...valid, resource: { ...valid.resource, name: "fac*" } };
        assert.equal(exemptions(stated).cover("SC-01", face), true);
        assert.equal(exemptions(stated).cover("SC-01", deployment("smiley", {})), false);
    });

    it("is for an object without a namespace, said as none or as default", () => {
        const pod = kubernetes("core/v1:Pod", { metadata: { name: "face" } });
        for (const namespace of [undefined, "default"]) {
            const resource = { kind: "Pod", name: "face", ...(namespace && { namespace }) };
            assert.equal(exemptions({ ...valid, resource }).cover("SC-01", pod), true);
        }
    });

    it("is for a resource of a cloud by its logical name", () => {
        const stated = { ...valid, rule: "CLD-01", resource: { kind: "Firewall", name: "it" } };
        assert.equal(exemptions(stated).cover("CLD-01", civo("firewall:Firewall", {})), true);
    });

    it("ends with its last day, and is at most ninety days long", () => {
        fc.assert(
            fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
                const expiry = dayOf(new Date(Date.parse(TODAY) + days * DAY));
                const isInForce = days >= 0 && days <= maximumExemptionDays;
                assert.equal(exemptions({ ...valid, expiry }).cover("SC-01", face), isInForce);
                assert.equal(faultsOf({ ...valid, expiry }).length, isInForce ? 0 : 1);
            }),
        );
    });

    const faults: [string, unknown, string[]][] = [
        ["is no object", "SC-01", ['exemptions[0] is "SC-01", not an object']],
        [
            "lacks everything",
            {},
            ["rule", "resource", "owner", "reason", "expiry"].map(
                (key) => `exemptions[0] lacks ${key}`,
            ),
        ],
        [
            "has more than an exemption has",
            { ...valid, ticket: 1 },
            ['exemptions[0] has no key "ticket"'],
        ],
        [
            "is for a rule that there is not",
            { ...valid, rule: "SC-99" },
            ['exemptions[0].rule is for the rule "SC-99", which there is not'],
        ],
        [
            "is for every rule",
            { ...valid, rule: "*" },
            ['exemptions[0].rule is "*", which must match pattern "^[A-Z]+-\\d{2}$"'],
        ],
        [
            "is for every kind",
            { ...valid, resource: { ...valid.resource, kind: "*" } },
            ['exemptions[0].resource.kind is "*", which must match pattern "^\\w+$"'],
        ],
        [
            "is for every namespace",
            { ...valid, resource: { ...valid.resource, namespace: "*" } },
            ['exemptions[0].resource.namespace is "*", which must match pattern "^[a-z0-9-]+$"'],
        ],
        ...["*", "fa*", "*face", "fac*e", "face**"].map((name): [string, unknown, string[]] => [
            `is for "${name}"`,
            { ...valid, resource: { ...valid.resource, name } },
            [`exemptions[0].resource.name is too wide: "${name}" can be the name of anything`],
        ]),
        [
            "ends on a day that there is not",
            { ...valid, expiry: "2026-11-31" },
            ['exemptions[0].expiry ends on "2026-11-31", which is not a day'],
        ],
        [
            "is expired",
            { ...valid, expiry: "2026-11-21" },
            ["exemptions[0].expiry expired on 2026-11-21"],
        ],
    ];
    for (const [title, stated, messages] of faults) {
        it(`is refused, and not in force, if it ${title}`, () => {
            assert.deepEqual(faultsOf(stated), messages);
            assert.equal(exemptions(stated).cover("SC-01", face), false);
        });
    }

    describe("that is not needed", () => {
        const all = new Set(["SC-01"]);

        it("is refused once all is judged", () => {
            assert.deepEqual(exemptions(valid).unused(all).map(formatFinding), [
                'GOV-01: Exemption "SC-01 for Deployment faces/face" is not needed: the rule finds nothing there (exemptions[0]) — Fix: remove it',
            ]);
        });

        it("is needed where it covered something", () => {
            const used = exemptions(valid);
            used.cover("SC-01", face);
            assert.deepEqual(used.unused(all), []);
        });

        it("is not refused where its rule did not judge", () => {
            assert.deepEqual(exemptions(valid).unused(new Set(["MESH-01"])), []);
        });

        it("is not refused where its resource was not judged", () => {
            assert.deepEqual(exemptions(valid).unused(all, [face]), []);
        });

        it("is refused for its end alone, if it is expired too", () => {
            assert.deepEqual(exemptions({ ...valid, expiry: "2026-01-01" }).unused(all), []);
        });

        it("is refused where another one is for the same", () => {
            const twice = exemptions(valid, valid);
            twice.cover("SC-01", face);
            assert.deepEqual(
                twice.unused(all).map(({ path }) => path),
                ["exemptions[1]"],
            );
        });
    });
});
