import assert from "node:assert/strict";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { levelOf } from "../../rules/rule";
import { sc02 } from "../../rules/sc/sc-02/rule";
import { defaultSettings } from "../../rules/settings";
import { release } from "./mesh";
import { deployment, kubernetes, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const running = (image: Json, list = "containers") => ({ spec: { [list]: [{ image }] } });
const EMISSARY = "oci://ghcr.io/emissary-ingress/emissary-ingress";
const RELEASE = 'Release "faces/release"';
const PATH = "spec.template.spec.containers[0].image";

describe("SC-02: images are named by digest", () => {
    testCases(sc02, [
        {
            title: "allows a digest, with a tag or without",
            objects: [
                deployment("face", running(`nginx@${DIGEST}`)),
                deployment("gui", running(`ghcr.io/buoyantio/faces-gui:2.0.0@${DIGEST}`)),
            ],
            findings: [],
        },
        {
            title: "refuses a tag, and nothing at all",
            objects: [
                deployment("face", running("nginx:1.28.0")),
                deployment("gui", running("nginx")),
            ],
            findings: [
                `violation Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/gui" ${PATH}`,
            ],
        },
        {
            title: "looks at init and ephemeral containers too",
            objects: ["initContainers", "ephemeralContainers"].map((list) =>
                deployment("face", running("nginx:1.28.0", list)),
            ),
            findings: ["initContainers", "ephemeralContainers"].map(
                (list) => `violation Deployment "faces/face" spec.template.spec.${list}[0].image`,
            ),
        },
        {
            title: "leaves the exempt namespaces alone, as admission does",
            objects: [
                deployment("cert-manager", running("nginx:1.28.0"), "cert-manager"),
                release("emissary-ingress", {}, "kube-system"),
            ],
            findings: [],
        },
        {
            title: "allows the digest of Emissary's image among its chart's values",
            objects: [
                release(EMISSARY, { image: { tag: `4.1.0@${DIGEST}` } }),
                release(EMISSARY, {
                    image: { repository: "registry.example.com/emissary", tag: `4.1.0@${DIGEST}` },
                }),
                release(EMISSARY, {
                    image: { tag: "4.1.0", fullImageOverride: `example.com/emissary@${DIGEST}` },
                }),
            ],
            findings: [],
        },
        {
            title: "refuses Emissary's image by tag, and the chart's own",
            objects: [
                release(EMISSARY),
                release(EMISSARY, { image: { tag: "" } }),
                release(EMISSARY, { image: { tag: "4.1.0" } }),
                release(EMISSARY, { image: { fullImageOverride: "example.com/emissary:4.1.0" } }),
            ],
            findings: [
                ...["tag", "tag", "tag"].map((key) => `violation ${RELEASE} values.image.${key}`),
                `violation ${RELEASE} values.image.fullImageOverride`,
            ],
        },
        {
            title: "looks at the containers that values add to Emissary's pods",
            objects: ["initContainers", "sidecarContainers"].map((list) =>
                release(EMISSARY, {
                    image: { tag: `4.1.0@${DIGEST}` },
                    [list]: [{ image: `nginx@${DIGEST}` }, { image: "nginx:1.28.0" }],
                }),
            ),
            findings: ["initContainers", "sidecarContainers"].map(
                (list) => `violation ${RELEASE} values.${list}[1].image`,
            ),
        },
        {
            title: "says nothing of charts whose values it does not know",
            objects: [release("shop", { image: { tag: "1.0.0" } })],
            findings: [],
        },
        {
            title: "says nothing of Emissary's chart where other values than it sees may have the digest",
            objects: [
                release("./charts/emissary-ingress"),
                kubernetes("helm.sh/v3:Release", {
                    chart: EMISSARY,
                    name: "release",
                    namespace: "faces",
                    valueYamlFiles: [{ path: "values.yaml" }],
                }),
            ],
            findings: [],
        },
        {
            title: "leaves undecided what is not known of a release",
            objects: [
                release(UNKNOWN),
                release(EMISSARY, UNKNOWN),
                release(EMISSARY, { image: { tag: UNKNOWN } }),
                release(EMISSARY, { image: { tag: `4.1.0@${DIGEST}` }, initContainers: UNKNOWN }),
            ],
            findings: [
                `undecided ${RELEASE} chart`,
                `undecided ${RELEASE} values`,
                `undecided ${RELEASE} values.image.tag`,
                `undecided ${RELEASE} values.initContainers`,
            ],
        },
        {
            title: "leaves undecided an image that is not known",
            objects: [
                deployment("face", running(UNKNOWN)),
                deployment("gui", { spec: { containers: UNKNOWN } }),
            ],
            findings: [
                `undecided Deployment "faces/face" ${PATH}`,
                'undecided Deployment "faces/gui" spec.template.spec.containers',
            ],
        },
        {
            title: "refuses what is no image reference",
            objects: [
                deployment("face", running(`nginx@sha256:abc`)),
                deployment("gui", running(7)),
            ],
            findings: [
                `violation Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/gui" ${PATH}`,
            ],
        },
    ]);

    testEveryKind(sc02, {
        allowed: running(`nginx@${DIGEST}`),
        refused: running("nginx:1.28.0"),
        fault: "spec.containers[0].image",
    });

    it("is mandatory in production only", () => {
        assert.equal(levelOf(sc02, defaultSettings), "advisory");
        assert.equal(levelOf(sc02, { ...defaultSettings, environment: "production" }), "mandatory");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sc02, [deployment("face", running("nginx:1.28.0"))]), [
            'SC-02: Deployment "faces/face" runs "nginx:1.28.0", which is whatever the registry serves by that tag' +
                ` (${PATH}) — Fix: ${remedyOf("SC-02")}`,
        ]);
        assert.deepEqual(lines(sc02, [release(EMISSARY)]), [
            `SC-02: ${RELEASE} runs the chart's own image, which is whatever the registry serves by that tag` +
                " (values.image.tag) — Fix: add the digest of the image that was reviewed to the chart's value image.tag: tag@sha256:…",
        ]);
    });
});
