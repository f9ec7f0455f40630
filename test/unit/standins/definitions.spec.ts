import assert from "node:assert/strict";
import { findReferenceData } from "../../../sandbox/referenceData";
import { DefinitionCatalog, DefinitionSet } from "../../../sandbox/standins/customResources";

describe("the definitions that charts bring", () => {
    const catalog = new DefinitionCatalog(findReferenceData());
    const builtIn = new DefinitionCatalog(undefined);

    for (const set of Object.values(DefinitionSet)) {
        it(`can be checked against, of ${set}`, function () {
            for (const { group, kind, versions } of catalog.definitions(set)) {
                for (const version of versions) {
                    catalog.validator(group, version, kind);
                }
            }
        });

        it(`are the same in the built-in table as in the reference data, of ${set}`, () => {
            const known = new Map(
                catalog.definitions(set).map((each) => [`${each.group}/${each.kind}`, each]),
            );
            for (const definition of builtIn.definitions(set)) {
                const { group, kind } = definition;
                assert.deepEqual(
                    { ...definition, versions: [...definition.versions].sort() },
                    {
                        ...known.get(`${group}/${kind}`),
                        versions: [...(known.get(`${group}/${kind}`)?.versions ?? [])].sort(),
                    },
                );
            }
        });
    }
});
