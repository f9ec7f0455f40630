import assert from "node:assert/strict";
import { join } from "node:path";

import type { ReferenceData } from "../../sandbox/referenceData";
import { needReferenceData } from "../support/notChecked";
import { locateChart, type Chart } from "../../sandbox/standins/charts";
import { checkValues, unknownValues } from "../../sandbox/standins/chartValues";
import { at, isPlainObject, textAt, type PlainObject } from "../../sandbox/standins/properties";
import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { configurations, recordConfiguration, repository } from "./sources";

interface Release {
    chart: Chart;
    values: PlainObject;
}

async function releasesOf(configuration: string): Promise<Release[]> {
    const resources = await recordConfiguration(configuration);
    return resources
        .filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")
        .map(({ inputs }) => {
            const chart = locateChart(inputs as PlainObject);
            assert.ok(typeof chart === "object", `${textAt(inputs as PlainObject, "chart")}`);
            const values = at(inputs as PlainObject, "values");
            return { chart, values: isPlainObject(values) ? values : {} };
        });
}

describe("The values that the program gives to charts", () => {
    let reference: ReferenceData;

    before(async function () {
        // The charts themselves.
        reference = needReferenceData(this);
        await ensureDemonstrationCa(join(repository, ".demonstration-ca"));
    });

    for (const configuration of Object.keys(configurations)) {
        it(`exist in the pinned charts and pass their schemas, of ${configuration}`, async () => {
            const releases = await releasesOf(configuration);
            assert.ok(releases.length >= 7);
            const problems = releases.flatMap(({ chart, values }) =>
                [
                    ...checkValues(chart, values, reference),
                    ...unknownValues(chart, values, reference),
                ].map(({ property, reason }) => `${chart.name} ${property}: ${reason}`),
            );
            assert.deepEqual(problems, []);
        });
    }

    it("would be missed where a chart does not have them", async () => {
        const misspelt: Record<string, PlainObject> = {
            "cert-manager": { crds: { enable: true } },
            "emissary-ingress": { podAnnotation: {} },
            "linkerd-control-plane": { identity: { externalCa: true } },
            polaris: { webhook: { enabled: true } },
        };
        const found = (await releasesOf("the program")).flatMap(({ chart }) =>
            [
                ...checkValues(chart, misspelt[chart.name] ?? {}, reference),
                ...unknownValues(chart, misspelt[chart.name] ?? {}, reference),
            ].map(() => chart.name),
        );
        assert.deepEqual([...new Set(found)].sort(), Object.keys(misspelt).sort());
    });
});
