import assert from "node:assert/strict";
import { pod02 } from "../../rules/pod/pod-02/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const writing = (readOnlyRootFilesystem: Json, list = "containers") => ({
    spec: { [list]: [{ securityContext: { readOnlyRootFilesystem } }] },
});
const PATH = "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem";

describe("POD-02: containers cannot write to their own image", () => {
    testCases(pod02, [
        {
            title: "allows a read-only root filesystem",
            objects: [deployment("face", writing(true))],
            findings: [],
        },
        {
            title: "allows Windows containers, which know no other",
            objects: [deployment("face", { spec: { os: { name: "windows" }, containers: [{}] } })],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [deployment("destination", writing(false), "linkerd")],
            findings: [],
        },
        {
            title: "refuses a filesystem that can be written, said or left out",
            objects: [
                deployment("face", writing(false)),
                deployment("gui", writing(undefined)),
                deployment("color", { spec: { containers: [{}] } }),
            ],
            findings: ["face", "gui", "color"].map(
                (name) => `violation Deployment "faces/${name}" ${PATH}`,
            ),
        },
        {
            title: "looks at init and ephemeral containers too",
            objects: ["initContainers", "ephemeralContainers"].map((list) =>
                deployment("face", writing(false, list)),
            ),
            findings: ["initContainers", "ephemeralContainers"].map(
                (list) =>
                    `violation Deployment "faces/face" spec.template.spec.${list}[0].securityContext.readOnlyRootFilesystem`,
            ),
        },
        {
            title: "leaves undecided what is not known",
            objects: [
                deployment("face", writing(UNKNOWN)),
                deployment("gui", { spec: { containers: UNKNOWN } }),
                deployment("color", { spec: { os: UNKNOWN, containers: [{}] } }),
            ],
            findings: [
                `undecided Deployment "faces/face" ${PATH}`,
                'undecided Deployment "faces/gui" spec.template.spec.containers',
                'undecided Deployment "faces/color" spec.template.spec.os',
            ],
        },
        {
            title: "refuses what is neither true nor false",
            objects: [deployment("face", writing("yes"))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
    ]);

    testEveryKind(pod02, {
        allowed: writing(true),
        refused: writing(false),
        fault: "spec.containers[0].securityContext.readOnlyRootFilesystem",
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pod02, [deployment("face", writing(false))]), [
            'POD-02: Deployment "faces/face" has a container that can write to its root filesystem' +
                ` (${PATH}) — Fix: ${remedyOf("POD-02")}`,
        ]);
    });
});
