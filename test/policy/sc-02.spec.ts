import assert from "node:assert/strict";
import { type Json, UNKNOWN } from "../../policy-pack/rules/read";
import { levelOf } from "../../policy-pack/rules/rule";
import { sc02 } from "../../policy-pack/rules/sc-02";
import { defaultSettings } from "../../policy-pack/rules/settings";
import { deployment, lines, testCases, testEveryKind } from "./support";

const DIGEST = `sha256:${"0".repeat(64)}`;
const running = (image: Json, list = "containers") => ({ spec: { [list]: [{ image }] } });
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
                ` (${PATH}) — Fix: add the digest of the image that was reviewed: name:tag@sha256:…`,
        ]);
    });
});
