import assert from "node:assert/strict";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { sec05 } from "../../rules/sec/sec-05/rule";
import { deployment, lines, testCases, testEveryKind } from "./support";
import { remedyOf, titleOf } from "../support/ruleTexts";

const running = (container: Json, list = "containers") => ({ spec: { [list]: [container] } });
const fromKey = { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "a", key: "a" } } }] };
const fromAll = { envFrom: [{ configMapRef: { name: "a" } }, { secretRef: { name: "a" } }] };
const PATH = "spec.template.spec.containers[0]";

describe(titleOf("SEC-05"), () => {
    testCases(sec05, [
        {
            title: "allows plain values, fields and ConfigMaps",
            objects: [
                deployment(
                    "face",
                    running({
                        env: [
                            { name: "A", value: "a" },
                            { name: "B", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
                        ],
                        envFrom: [{ configMapRef: { name: "a" } }],
                    }),
                ),
            ],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [deployment("polaris", running(fromKey), "polaris")],
            findings: [],
        },
        {
            title: "reports one variable of a Secret, and all of one",
            objects: [deployment("face", running(fromKey)), deployment("gui", running(fromAll))],
            findings: [
                `violation Deployment "faces/face" ${PATH}.env[0].valueFrom.secretKeyRef`,
                `violation Deployment "faces/gui" ${PATH}.envFrom[1].secretRef`,
            ],
        },
        {
            title: "looks at init and ephemeral containers too",
            objects: ["initContainers", "ephemeralContainers"].map((list) =>
                deployment("face", running(fromKey, list)),
            ),
            findings: ["initContainers", "ephemeralContainers"].map(
                (list) =>
                    `violation Deployment "faces/face" spec.template.spec.${list}[0].env[0].valueFrom.secretKeyRef`,
            ),
        },
        {
            title: "leaves undecided what is not known",
            objects: [
                deployment("face", running({ env: UNKNOWN })),
                deployment("gui", running({ env: [UNKNOWN] })),
                deployment("color", running(UNKNOWN)),
            ],
            findings: [
                `undecided Deployment "faces/face" ${PATH}.env`,
                `undecided Deployment "faces/gui" ${PATH}.env[0]`,
                `undecided Deployment "faces/color" ${PATH}`,
            ],
        },
        {
            title: "reports variables that are no list",
            objects: [deployment("face", running({ env: "A=a" }))],
            findings: [`violation Deployment "faces/face" ${PATH}.env`],
        },
    ]);

    testEveryKind(sec05, {
        allowed: running({ env: [] }),
        refused: running(fromKey),
        fault: "spec.containers[0].env[0].valueFrom.secretKeyRef",
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(sec05, [deployment("face", running(fromAll))]), [
            'SEC-05: Deployment "faces/face" takes a Secret into its environment' +
                ` (${PATH}.envFrom[1].secretRef) — Fix: ${remedyOf("SEC-05")}`,
        ]);
    });
});
