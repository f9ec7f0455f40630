import assert from "node:assert/strict";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { sc04 } from "../../rules/sc/sc-04/rule";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const REPOSITORY = { repositoryOpts: { repo: "https://charts.example.com" } };
const release = (inputs: JsonObject, kind = "helm.sh/v3:Release") =>
    kubernetes(kind, { name: "shop", namespace: "shop", ...inputs });
const provider = (inputs: JsonObject) => ({
    urn: "urn:pulumi:dev::faces::pulumi:providers:civo::civo",
    type: "pulumi:providers:civo",
    object: inputs,
});
const DIGEST = `sha256:${"0".repeat(64)}`;

describe("SC-04: versions of charts and providers are exact", () => {
    testCases(sc04, [
        {
            title: "allows exact versions, with or without a v",
            objects: [
                release({ chart: "shop", version: "1.20.0", ...REPOSITORY }),
                release({ chart: "oci://ghcr.io/example/shop", version: "v1.21.1-rc.1+build.5" }),
                release({ chart: "shop", version: "2026.8.3", ...REPOSITORY }, "helm.sh/v4:Chart"),
                provider({ version: "1.0.7" }),
            ],
            findings: [],
        },
        {
            title: "allows a folder, a digest, and an archive that says its version",
            objects: [
                release({ chart: "./charts/shop" }),
                release({ path: "charts/shop" }, "helm.sh/v3:Chart"),
                release({ chart: `oci://ghcr.io/example/shop@${DIGEST}` }),
                release({ chart: "https://charts.example.com/shop-1.2.3.tgz" }),
            ],
            findings: [],
        },
        {
            title: "asks for no version of the provider that is in the engine",
            objects: [
                {
                    urn: "urn:pulumi:dev::faces::pulumi:providers:pulumi::default",
                    type: "pulumi:providers:pulumi",
                    object: {},
                },
            ],
            findings: [],
        },
        {
            title: "refuses a chart and a provider without a version",
            objects: [release({ chart: "shop", ...REPOSITORY }), provider({})],
            findings: ['violation Release "shop/shop" version', 'violation civo "civo" version'],
        },
        {
            title: "refuses versions that can be many",
            objects: ["^1", "1.2", "~1.2.3", ">=1.0.0", "1.x", "latest", "*"].map((version) =>
                release({ chart: "shop", version, ...REPOSITORY }),
            ),
            findings: Array.from({ length: 7 }, () => 'violation Release "shop/shop" version'),
        },
        {
            title: "leaves undecided what is not known",
            objects: [
                release({ chart: "shop", version: UNKNOWN, ...REPOSITORY }),
                release({ chart: UNKNOWN }),
                provider({ version: UNKNOWN }),
            ],
            findings: [
                'undecided Release "shop/shop" version',
                'undecided Release "shop/shop" chart',
                'undecided civo "civo" version',
            ],
        },
        {
            title: "refuses a version that is none",
            objects: [release({ chart: "shop", version: 1, ...REPOSITORY })],
            findings: ['violation Release "shop/shop" version'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sc04, [release({ chart: "shop", version: "^1", ...REPOSITORY })]), [
            'SC-04: Release "shop/shop" has the version "^1", which can be many (version)' +
                ` — Fix: ${remedyOf("SC-04")}`,
        ]);
    });
});
