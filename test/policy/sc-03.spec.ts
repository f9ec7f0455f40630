import assert from "node:assert/strict";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { sc03 } from "../../rules/sc/sc-03/rule";
import { deployment, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const running = (image: Json, list = "containers") => ({ spec: { [list]: [{ image }] } });
const PATH = "spec.template.spec.containers[0].image";
const only = (...allowedRegistries: readonly string[]) => ({ allowedRegistries });

describe("SC-03: images come from allowed registries", () => {
    testCases(sc03, [
        {
            title: "allows what this architecture runs",
            objects: [
                deployment("face", running("ghcr.io/buoyantio/faces-face:2.0.0")),
                deployment("auth", running("docker.io/nginxinc/nginx-unprivileged:1.28.0")),
                deployment("auth", running("nginxinc/nginx-unprivileged:1.28.0")),
            ],
            findings: [],
        },
        {
            title: "allows a registry, a path in one, and one image, whatever the settings end in",
            objects: ["localhost:5000/a/b:1", "ghcr.io/example/a:1", "nginx:1"].map((image) =>
                deployment("face", running(image)),
            ),
            settings: only("localhost:5000", "ghcr.io/example/", "docker.io/library/nginx"),
            findings: [],
        },
        {
            title: "refuses what only begins like an allowed registry",
            objects: [
                "ghcr.io.evil.com/example/a:1",
                "ghcr.io/example-evil/a:1",
                "ghcr.io:5000/example/a:1",
                "evil.com/ghcr.io/example/a:1",
            ].map((image) => deployment("face", running(image))),
            settings: only("ghcr.io/example"),
            findings: Array.from({ length: 4 }, () => `violation Deployment "faces/face" ${PATH}`),
        },
        {
            title: "reads an image without a registry as the runtime does",
            objects: [
                deployment("face", running("dwflynn/faces:1")),
                deployment("gui", running("nginx:1")),
                deployment("color", running("index.docker.io/library/nginx:1")),
            ],
            settings: only("docker.io/library"),
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses everything where nothing is allowed",
            objects: [deployment("face", running("ghcr.io/buoyantio/faces-face:2.0.0"))],
            settings: only(),
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "looks at init and ephemeral containers too",
            objects: ["initContainers", "ephemeralContainers"].map((list) =>
                deployment("face", running("evil.com/a:1", list)),
            ),
            findings: ["initContainers", "ephemeralContainers"].map(
                (list) => `violation Deployment "faces/face" spec.template.spec.${list}[0].image`,
            ),
        },
        {
            title: "leaves undecided an image that is not known",
            objects: [deployment("face", running(UNKNOWN))],
            findings: [`undecided Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses what is no image reference",
            objects: [deployment("face", running("https://ghcr.io/buoyantio/faces-face"))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
    ]);

    testEveryKind(sc03, {
        allowed: running("ghcr.io/buoyantio/faces-face:2.0.0"),
        refused: running("evil.com/faces-face:2.0.0"),
        fault: "spec.containers[0].image",
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sc03, [deployment("face", running("nginx:1"))]), [
            'SC-03: Deployment "faces/face" runs "nginx:1" of docker.io/library/nginx, which is in none of the allowed registries' +
                ` (${PATH}) — Fix: ${remedyOf("SC-03")}`,
        ]);
    });
});
