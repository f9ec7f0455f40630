import assert from "node:assert/strict";

import { readYaml } from "../../../manifests/yaml";

import { needReferenceData } from "../../support/notChecked";
import { brings } from "../../../sandbox/standins/chartBehaviours";
import type { Installation } from "../../../sandbox/standins/installation";
import { Cluster } from "../../../sandbox/standins/cluster";
import { emissaryDefaults, emissaryImage } from "../../../sandbox/standins/emissaryChart";
import {
    at,
    isPlainObject,
    textAt,
    without,
    type PlainObject,
    type PlainValue,
} from "../../../sandbox/standins/properties";
import { World } from "../../../sandbox/standins/world";
import { renderedChart } from "../../support/renderedCharts";

const digest = `sha256:${"0".repeat(64)}`;

const installation = (values: PlainObject = {}): Installation => ({
    chart: "emissary-ingress",
    chartVersion: "4.1.0",
    appVersion: "4.1.0",
    name: "emissary-ingress",
    namespace: "emissary",
    values,
});

const objectsOf = (values: PlainObject): PlainObject[] =>
    brings(new Cluster(new World()), installation(values)).map(({ state }) =>
        without(state, "status"),
    );

const nameOf = (object: PlainObject): string =>
    `${textAt(object, "kind") ?? ""} ${textAt(object, "metadata", "name") ?? ""}`;

describe("the stand-in for Emissary's chart", () => {
    for (const [title, image, expected] of [
        ["of the chart's own version", {}, "ghcr.io/emissary-ingress/emissary:4.1.0"],
        [
            "by tag and digest",
            { tag: `4.1.0@${digest}` },
            `ghcr.io/emissary-ingress/emissary:4.1.0@${digest}`,
        ],
        [
            "of a mirror",
            { repository: "registry.example.com/emissary" },
            "registry.example.com/emissary:4.1.0",
        ],
        [
            "that one value names, whatever others say",
            { fullImageOverride: "registry.example.com/emissary:1", tag: "2" },
            "registry.example.com/emissary:1",
        ],
    ] as const) {
        it(`runs the image ${title}`, () => {
            assert.equal(emissaryImage(installation({ image })), expected);
        });
    }

    it("merges values over the chart's, key by key", () => {
        const deployment = objectsOf({
            security: { podSecurityContext: { runAsNonRoot: true } },
        }).find(({ kind }) => kind === "Deployment");
        assert.deepEqual(at(deployment, "spec", "template", "spec", "securityContext"), {
            runAsUser: 8888,
            runAsNonRoot: true,
        });
    });
});

describe("the stand-in for Emissary's chart, beside the real one", () => {
    before(function () {
        needReferenceData(this);
    });

    for (const profile of ["dev", "ha"] as const) {
        it(`brings the objects that it renders to with the values of ${profile}`, () => {
            const rendered = new Map(
                renderedChart("emissary-ingress", profile)?.map((each) => [nameOf(each), each]),
            );
            const deployment = rendered.get("Deployment emissary-ingress");
            const template = at(deployment, "spec", "template");
            const podAnnotations = without(
                at(template, "metadata", "annotations") as PlainObject,
                "checksum/config",
            );
            const brought = objectsOf({
                replicaCount: at(deployment, "spec", "replicas") ?? 0,
                createDefaultListeners: false,
                security: {
                    podSecurityContext: {
                        runAsUser: 8888,
                        runAsNonRoot: true,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                    containerSecurityContext: {
                        allowPrivilegeEscalation: false,
                        capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
                    },
                },
                podAnnotations,
            });
            assert.deepEqual(brought.map(nameOf), [
                "Service emissary-ingress",
                "Service emissary-ingress-admin",
                "ServiceAccount emissary-ingress",
                "Deployment emissary-ingress",
            ]);
            for (const object of brought) {
                assert.deepEqual(object, rendered.get(nameOf(object)));
            }
        });
    }

    it("has the chart's own values where it names some", function () {
        const values = readYaml(
            needReferenceData(this).text("emissary", "emissary-ingress", "values.yaml") ?? "",
        ) as PlainObject;
        assert.deepEqual(shared(values, emissaryDefaults), emissaryDefaults);
    });
});

/** Of the values, those that are named. */
function shared(values: PlainValue | undefined, named: PlainObject): PlainValue {
    return Object.fromEntries(
        Object.entries(named).map(([key, value]) => {
            const own = at(values, key);
            return [
                key,
                isPlainObject(value) && Object.keys(value).length > 0
                    ? shared(own, value)
                    : (own ?? null),
            ];
        }),
    );
}
