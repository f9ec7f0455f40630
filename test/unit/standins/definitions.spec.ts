import assert from "node:assert/strict";
import { needReferenceData, referenceDataFor } from "../../support/notChecked";
import { kindKey } from "../../../sandbox/standins/apiResources";
import {
    DefinitionCatalog,
    DefinitionSet,
    type Definition,
} from "../../../sandbox/standins/customResources";

function sorted(definitions: readonly Definition[]): Definition[] {
    return definitions
        .map((each) => ({ ...each, versions: [...each.versions].sort() }))
        .sort((one, other) =>
            kindKey(one.group, one.kind).localeCompare(kindKey(other.group, other.kind)),
        );
}

describe("the definitions that charts bring", () => {
    const catalog = new DefinitionCatalog(
        referenceDataFor("schemas of the charts' own definitions"),
    );
    const builtIn = new DefinitionCatalog(undefined);

    for (const set of Object.values(DefinitionSet)) {
        it(`can be checked against, of ${set}`, function () {
            for (const { group, kind, versions } of catalog.definitions(set)) {
                for (const version of versions) {
                    catalog.validator(group, version, kind);
                }
            }
        });

        it(`are the same in the built-in table as in the reference data, of ${set}`, function () {
            needReferenceData(this);
            assert.deepEqual(sorted(builtIn.definitions(set)), sorted(catalog.definitions(set)));
        });
    }
});
