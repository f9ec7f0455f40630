import assert from "node:assert/strict";

import { type AdmissionArgs, type ChartOverrides, problemText } from "../../components/index";
import { platformAccess } from "../../platformAccess";
import { imageNames, imageProblems, platformImages } from "../../platformImages";
import type { Settings } from "../../config/settings";
import { imageDigests } from "../support/imageDigests";

const {
    "external-auth": authDigest,
    "emissary-ingress": emissaryDigest,
    ...facesDigests
} = imageDigests;

type ImageSettings = Pick<Settings, "auth" | "emissary" | "faces" | "charts">;

const reviewed: ImageSettings = {
    auth: { imageDigest: authDigest },
    emissary: { imageDigest: emissaryDigest },
    faces: { imageDigests: facesDigests },
    charts: {},
};
const tagged: ImageSettings = { ...reviewed, auth: {}, emissary: {}, faces: {} };
const production: AdmissionArgs = { production: true };

const problems = (settings: Partial<ImageSettings>, admission: AdmissionArgs = {}): string[] =>
    imageProblems({ ...reviewed, ...settings, admission }).map(problemText);

const refused = "at admission, so that no restart, drain or upgrade could make its pods again";
const inspect = (image: string) =>
    `review it and give its digest, which docker buildx imagetools inspect ${image} prints`;
const unset = (name: string, image: string) =>
    `imageDigests.${name}: is not set, and ${image} is refused by SC-02 ${refused}; ${inspect(image)}`;

describe("The images of the platform outside the exempt namespaces", () => {
    it("are those of the workloads that the access model has, each with a digest of its own", () => {
        const { namespaces } = platformAccess({
            host: "faces.example.com",
            nodeNetworks: ["10.42.0.0/16"],
            linkerdViz: true,
        });
        const modelled = Object.entries(namespaces).flatMap(([namespace, { workloads }]) =>
            Object.keys(workloads).map((workload) => `${namespace}/${workload}`),
        );
        const named = platformImages(reviewed)
            .filter(({ isInjected }) => isInjected !== true)
            .map(({ namespace, workload }) => `${namespace}/${workload}`);
        assert.deepEqual(named.sort(), modelled.sort());
        assert.deepEqual(
            named.map((each) => each.slice(each.indexOf("/") + 1)).sort(),
            [...imageNames].sort(),
        );
    });

    it("are named by tag and digest where the digest is known", () => {
        assert.deepEqual(
            platformImages(reviewed).map(({ image }) => image),
            [
                `ghcr.io/buoyantio/faces-gui:2.0.0@${imageDigests["faces-gui"]}`,
                `ghcr.io/buoyantio/faces-face:2.0.0@${imageDigests.face}`,
                `ghcr.io/buoyantio/faces-smiley:2.0.0@${imageDigests.smiley}`,
                `ghcr.io/buoyantio/faces-color:2.0.0@${imageDigests.color}`,
                `docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine@${authDigest}`,
                `ghcr.io/emissary-ingress/emissary:4.1.0@${emissaryDigest}`,
                "cr.l5d.io/linkerd/proxy:edge-26.8.3",
            ],
        );
    });
});

describe("Where admission refuses images without a digest", () => {
    const without = [
        unset("faces-gui", "ghcr.io/buoyantio/faces-gui:2.0.0"),
        unset("face", "ghcr.io/buoyantio/faces-face:2.0.0"),
        unset("smiley", "ghcr.io/buoyantio/faces-smiley:2.0.0"),
        unset("color", "ghcr.io/buoyantio/faces-color:2.0.0"),
        unset("external-auth", "docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine"),
        unset("emissary-ingress", "ghcr.io/emissary-ingress/emissary:4.1.0"),
    ];

    for (const [title, admission] of [
        ["in production", production],
        ["where the rule is made to deny", { rules: { "SC-02": "Deny" } }],
        ["where only others are tried out", { production: true, rules: { "SC-01": "Audit" } }],
    ] as const) {
        it(`wants one of every workload, ${title}`, () => {
            assert.deepEqual(problems(tagged, admission), without);
            assert.deepEqual(problems(reviewed, admission), []);
        });
    }

    for (const [title, admission] of [
        ["outside of production", {}],
        ["where all rules only warn", { production: true, atMost: "Warn" }],
        ["where the rule is noted only", { production: true, rules: { "SC-02": "Audit" } }],
    ] as const) {
        it(`wants none ${title}`, () => {
            assert.deepEqual(problems(tagged, admission), []);
        });
    }

    it("wants none of a workload that is exempt, or whose namespace is", () => {
        const exemption = {
            rule: "SC-02",
            namespace: "emissary",
            name: "emissary-ingress",
            owner: "platform@example.com",
            reason: "is rebuilt every night",
            expiry: "2026-12-31",
        };
        const exempt = (settings: AdmissionArgs["settings"]) =>
            problems({ emissary: {} }, { ...production, settings });
        assert.deepEqual(exempt({ exemptions: [exemption] }), []);
        assert.deepEqual(exempt({ exemptNamespaces: ["emissary"] }), []);
        for (const other of [
            { rule: "SC-01" },
            { namespace: "faces" },
            { name: "external-auth" },
        ]) {
            assert.equal(exempt({ exemptions: [{ ...exemption, ...other }] }).length, 1);
        }
    });

    const image = (values: object): Partial<ImageSettings> => ({
        emissary: {},
        charts: { emissaryIngress: { values: { image: values } } },
    });

    for (const [title, values] of [
        ["a tag with a digest", { tag: `4.1.1@${emissaryDigest}` }],
        [
            "the whole image by digest",
            { fullImageOverride: `ghcr.io/emissary-ingress/emissary@${emissaryDigest}` },
        ],
    ] as const) {
        it(`takes ${title} among the chart's values`, () => {
            assert.deepEqual(problems(image(values), production), []);
        });
    }

    it("wants the digest where the image is named: among the chart's values", () => {
        const key = "charts.emissaryIngress.values.image";
        const newer = "ghcr.io/emissary-ingress/emissary:4.1.1";
        assert.deepEqual(problems(image({ tag: "4.1.1" }), production), [
            `${key}.tag: "${newer}" is refused by SC-02 ${refused}; ${inspect(newer)}`,
        ]);
        assert.deepEqual(problems(image({ fullImageOverride: newer }), production), [
            `${key}.fullImageOverride: "${newer}" is refused by SC-02 ${refused}; ${inspect(newer)}`,
        ]);
    });

    it("asks for that of the chart's version", () => {
        const charts = { emissaryIngress: { version: "4.2.0" } };
        assert.deepEqual(problems({ emissary: {}, charts }, production), [
            unset("emissary-ingress", "ghcr.io/emissary-ingress/emissary:4.2.0"),
        ]);
    });

    it("wants one of each container that the chart's values add", () => {
        const charts = {
            emissaryIngress: {
                values: {
                    initContainers: [
                        { name: "wait", image: `ghcr.io/buoyantio/wait@${authDigest}` },
                    ],
                    sidecarContainers: [{ name: "tail", image: "ghcr.io/buoyantio/tail:1.0.0" }],
                },
            },
        };
        const tail = "ghcr.io/buoyantio/tail:1.0.0";
        assert.deepEqual(problems({ charts }, production), [
            `charts.emissaryIngress.values.sidecarContainers[0].image: "${tail}" is refused by SC-02 ${refused}; ${inspect(tail)}`,
        ]);
    });
});

describe("Images of a mirror", () => {
    const mirror: ChartOverrides = {
        emissaryIngress: { values: { image: { repository: "registry.example.com/emissary" } } },
        linkerdControlPlane: {
            values: { proxy: { image: { name: "registry.example.com/linkerd/proxy" } } },
        },
    };
    const registry =
        "take it from an allowed registry, or add its registry to admission.allowedRegistries";

    it("are refused unless its registry is allowed", () => {
        assert.deepEqual(problems({ charts: mirror }), [
            `charts.emissaryIngress.values.image.repository: "registry.example.com/emissary:4.1.0@${emissaryDigest}" is refused by SC-03 ${refused}; ${registry}`,
            `charts.linkerdControlPlane.values.proxy.image.name: "registry.example.com/linkerd/proxy:edge-26.8.3" is refused by SC-03 ${refused}; ${registry}`,
        ]);
        const allowedRegistries = ["ghcr.io", "docker.io/nginxinc", "registry.example.com"];
        assert.deepEqual(problems({ charts: mirror }, { settings: { allowedRegistries } }), []);
    });

    it("are refused with a tag that moves, of the injected proxy too", () => {
        const charts: ChartOverrides = {
            emissaryIngress: { values: { image: { tag: "latest" } } },
            linkerdControlPlane: { values: { proxy: { image: { version: "edge" } } } },
        };
        assert.deepEqual(problems({ emissary: {}, charts }), [
            `charts.emissaryIngress.values.image.tag: "ghcr.io/emissary-ingress/emissary:latest" is refused by SC-01 ${refused}; name the version, or better the digest`,
            `charts.linkerdControlPlane.values.proxy.image.version: "cr.l5d.io/linkerd/proxy:edge" is refused by SC-01 ${refused}; name the version, or better the digest`,
        ]);
    });

    it("are told once of all that is wrong with one value", () => {
        const fullImageOverride = "registry.example.com/emissary:4.1.0";
        const charts = { emissaryIngress: { values: { image: { fullImageOverride } } } };
        assert.deepEqual(problems({ emissary: {}, charts }, production), [
            `charts.emissaryIngress.values.image.fullImageOverride: "${fullImageOverride}" is refused by SC-02 and SC-03 ${refused}; ${inspect(fullImageOverride)}, and ${registry}`,
        ]);
    });
});
