import assert from "node:assert/strict";

import { admissionRules } from "../../../components/admission/rules";
import { defaultAdmissionSettings } from "../../../components/admission/admissionSettings";
import { rules } from "../../../policy-pack/rules";
import { rulesElsewhere } from "../../../policy-pack/rules/elsewhere";
import type { JsonObject } from "../../../policy-pack/rules/read";
import type { Resource } from "../../../policy-pack/rules/resource";
import { ResourceIndex } from "../../../policy-pack/rules/resourceIndex";
import { judge } from "../../../policy-pack/rules/rule";
import { defaultSettings } from "../../../policy-pack/rules/settings";
import { type PlainObject, textAt } from "../../../sandbox/standins/properties";
import { fixtures } from "./fixtures";
import { refusedBy } from "./fixtures/fixture";
import { namespaceObject } from "./fixtures/objects";

describe("The rules at admission and those of the policy pack", () => {
    for (const fixture of fixtures) {
        const rule = rules.find(({ id }) => id === fixture.rule);
        if (rule === undefined) {
            continue;
        }
        const refused = refusedBy(fixture, "preview");
        it(`${fixture.rule}: at preview, too, ${fixture.title} is ${refused ? "refused" : "allowed"}`, () => {
            const all = [...(fixture.beside ?? []), fixture.object];
            const shop = all.some(isShop) ? [] : [namespaceObject("shop")];
            const index = new ResourceIndex([
                ...[...shop, ...all].map(asResource),
                ...Object.entries(fixture.inStack ?? {}).map(([type, object]) => ({
                    urn: `urn:pulumi:dev::shop::${type}::it`,
                    type,
                    object: object as JsonObject,
                })),
            ]);
            const findings = judge(rule, index, { ...defaultSettings, ...fixture.settings });
            assert.equal(findings.length > 0, refused, JSON.stringify(findings));
        });
    }

    for (const { id, title, remedy, level } of admissionRules) {
        const rule = rules.find((each) => each.id === id);
        const elsewhere = rulesElsewhere.find((each) => each.id === id);
        if (rule ?? elsewhere) {
            it(`say the same of ${id}`, () => {
                assert.deepEqual(
                    { title, level },
                    { title: (rule ?? elsewhere)?.title, level: (rule ?? elsewhere)?.level },
                );
                assert.equal(rule?.remedy ?? remedy, remedy);
            });
        }
    }

    it("have the same settings", () => {
        const { exemptNamespaces, ingress, ...rest } = defaultAdmissionSettings;
        const own = { ...defaultSettings };
        assert.deepEqual([...exemptNamespaces].sort(), [...own.exemptNamespaces].sort());
        assert.deepEqual({ namespace: ingress.namespace, name: ingress.name }, own.ingress);
        for (const key of [
            "controlPlaneNamespace",
            "trustDomain",
            "allowedRegistries",
            "floatingTags",
        ] as const) {
            assert.deepEqual(rest[key], own[key], key);
        }
    });
});

function isShop(object: PlainObject): boolean {
    return object.kind === "Namespace" && textAt(object, "metadata", "name") === "shop";
}

function asResource(object: PlainObject, position: number): Resource {
    const apiVersion = textAt(object, "apiVersion") ?? "";
    const version = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    const type = `kubernetes:${version}:${textAt(object, "kind") ?? ""}`;
    return {
        urn: `urn:pulumi:dev::shop::${type}::${position}`,
        type,
        object: object as JsonObject,
    };
}
