import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { chartSource, type ChartValues, mergeValues } from "../../../components/chartRelease";
import { charts } from "../../../rules/charts";

const values = fc.object({
    maxDepth: 3,
    // A key that JavaScript treats specially is no Helm value.
    key: fc.string().filter((key) => key !== "__proto__"),
}) as fc.Arbitrary<ChartValues>;

describe("Chart values", () => {
    it("stay as they are when nothing is merged over them, or they over nothing", () => {
        fc.assert(
            fc.property(values, (some) => {
                assert.deepEqual(mergeValues(some, {}), some);
                assert.deepEqual(mergeValues({}, some), some);
            }),
        );
    });

    it("are merged once and for all: merging the same again changes nothing", () => {
        fc.assert(
            fc.property(values, values, (base, over) => {
                const once = mergeValues(base, over);
                assert.deepEqual(mergeValues(once, over), once);
            }),
        );
    });

    it("merge objects key by key and replace lists", () => {
        assert.deepEqual(
            mergeValues(
                { webhook: { replicas: 1, rules: ["a", "b"] }, config: { x: 1 } },
                { webhook: { rules: ["c"] }, config: null },
            ),
            { webhook: { replicas: 1, rules: ["c"] }, config: null },
        );
    });

    it("take an output as one value", () => {
        const secret = pulumi.secret({ key: "value" });
        assert.equal(mergeValues({ auth: { user: "a" } }, { auth: secret }).auth, secret);
    });
});

describe("The source of a chart", () => {
    it("is the pinned repository and version", () => {
        assert.deepEqual(chartSource(charts.polaris), {
            chart: "polaris",
            version: "6.0.0",
            repositoryOpts: { repo: "https://charts.fairwinds.com/stable" },
        });
    });

    it("is the pinned OCI reference", () => {
        assert.deepEqual(chartSource(charts.emissaryIngress), {
            chart: "oci://ghcr.io/emissary-ingress/emissary-ingress",
            version: "4.1.0",
        });
    });

    it("can be a private mirror that is a repository", () => {
        assert.deepEqual(
            chartSource(charts.certManager, { location: "https://charts.example.com" }),
            {
                chart: "cert-manager",
                version: "v1.21.1",
                repositoryOpts: { repo: "https://charts.example.com" },
            },
        );
    });

    it("can be a private OCI registry", () => {
        assert.deepEqual(
            chartSource(charts.polaris, { location: "oci://registry.example.com/polaris" }),
            { chart: "oci://registry.example.com/polaris", version: "6.0.0" },
        );
    });

    it("can be a local folder", () => {
        assert.deepEqual(
            chartSource(charts.polaris, { location: "./charts/polaris", version: "6.0.1" }),
            { chart: "./charts/polaris", version: "6.0.1" },
        );
    });
});

describe("The chart table", () => {
    it("pins every chart to an exact version", () => {
        for (const { version } of Object.values(charts)) {
            assert.match(version, /^v?\d+\.\d+\.\d+$/);
        }
    });

    it("takes charts over TLS only", () => {
        for (const pinned of Object.values(charts)) {
            const location = "repository" in pinned ? pinned.repository : pinned.chart;
            assert.match(location, /^(https|oci):\/\//);
        }
    });
});
