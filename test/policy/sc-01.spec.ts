import assert from "node:assert/strict";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { sc01 } from "../../rules/sc/sc-01/rule";
import { deployment, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const running = (...images: readonly Json[]) => ({
    spec: { containers: images.map((image) => ({ image })) },
});
const FIRST = "spec.template.spec.containers[0].image";

describe("SC-01: no floating image tag", () => {
    testCases(sc01, [
        {
            title: "allows a version, a digest, or both",
            objects: [
                deployment(
                    "face",
                    running(
                        "ghcr.io/buoyantio/faces-face:2.0.0",
                        `nginx@${DIGEST}`,
                        `nginx:latest@${DIGEST}`,
                        "localhost:5000/face:2",
                    ),
                ),
            ],
            findings: [],
        },
        {
            title: "refuses latest, no tag, and a port that only looks like one",
            objects: ["nginx:latest", "nginx", "localhost:5000/face"].map((image) =>
                deployment("face", running(image)),
            ),
            findings: Array.from({ length: 3 }, () => `violation Deployment "faces/face" ${FIRST}`),
        },
        {
            title: "refuses other tags that move, as the settings list them",
            objects: [
                deployment("face", running("nginx:stable")),
                deployment("gui", running("a:rc")),
            ],
            settings: { floatingTags: ["rc"] },
            findings: [`violation Deployment "faces/gui" ${FIRST}`],
        },
        {
            title: "refuses what is no image reference, and a container without one",
            objects: ["", "Nginx:1", "nginx:1 ", "https://nginx:1", null].map((image) =>
                deployment("face", running(image)),
            ),
            findings: Array.from({ length: 5 }, () => `violation Deployment "faces/face" ${FIRST}`),
        },
        {
            title: "looks at init and ephemeral containers too",
            objects: [
                deployment("face", {
                    spec: {
                        containers: [{ image: "face:2.0.0" }],
                        initContainers: [{ image: "busybox" }],
                        ephemeralContainers: [{ image: "debug:latest" }],
                    },
                }),
            ],
            findings: [
                'violation Deployment "faces/face" spec.template.spec.initContainers[0].image',
                'violation Deployment "faces/face" spec.template.spec.ephemeralContainers[0].image',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                deployment("face", running(UNKNOWN, "nginx")),
                deployment("gui", { spec: { containers: UNKNOWN } }),
            ],
            findings: [
                `undecided Deployment "faces/face" ${FIRST}`,
                'violation Deployment "faces/face" spec.template.spec.containers[1].image',
                'undecided Deployment "faces/gui" spec.template.spec.containers',
            ],
        },
        {
            title: "refuses containers that are not a list",
            objects: [deployment("face", { spec: { containers: { image: "nginx:1" } } })],
            findings: ['violation Deployment "faces/face" spec.template.spec.containers'],
        },
    ]);

    testEveryKind(sc01, {
        allowed: running("face:2.0.0"),
        refused: running("face"),
        fault: "spec.containers[0].image",
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sc01, [deployment("face", running("nginx:latest"))]), [
            'SC-01: Deployment "faces/face" runs "nginx:latest", whose tag moves from image to image' +
                ` (${FIRST}) — Fix: ${remedyOf("SC-01")}`,
        ]);
    });
});
