import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { proxyImage, proxyImageProblems, proxyImages } from "../../../components/mesh/proxyImage";

const chart = (values: object) => ({ values: { ...values } });

describe("The image that Linkerd's injector adds", () => {
    it("is the chart's, of the chart's version", () => {
        assert.equal(proxyImage(), "cr.l5d.io/linkerd/proxy:edge-26.8.3");
        assert.equal(proxyImages(), "cr.l5d.io/linkerd");
    });

    it("is the one that values name, by name and version", () => {
        const image = { name: "registry.example.com/linkerd/proxy", version: "edge-26.8.4" };
        const override = chart({ proxy: { image } });
        assert.equal(proxyImage(override), "registry.example.com/linkerd/proxy:edge-26.8.4");
        assert.equal(proxyImages(override), "registry.example.com/linkerd");
        assert.equal(
            proxyImage(chart({ linkerdVersion: "edge-26.8.4" })),
            "cr.l5d.io/linkerd/proxy:edge-26.8.4",
        );
    });

    it("cannot be told where an output decides it, which is no problem", () => {
        for (const values of [
            { proxy: pulumi.output({ image: { name: "proxy" } }) },
            { proxy: { image: { name: pulumi.output("proxy") } } },
            { linkerdVersion: pulumi.secret("edge-26.8.4") },
        ]) {
            assert.equal(proxyImage(chart(values)), undefined);
            assert.equal(proxyImages(chart(values)), undefined);
            assert.deepEqual(proxyImageProblems(chart(values)), []);
        }
    });
});
