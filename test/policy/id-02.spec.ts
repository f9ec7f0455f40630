import assert from "node:assert/strict";
import { id02 } from "../../rules/id/id-02/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const as = (serviceAccountName: Json) => ({ spec: { serviceAccountName } });
const PATH = "spec.template.spec.serviceAccountName";

describe("ID-02: no workload runs as the ServiceAccount default", () => {
    testCases(id02, [
        {
            title: "allows a ServiceAccount of the workload's own, by either name of the field",
            objects: [
                deployment("face", as("face")),
                deployment("gui", { spec: { serviceAccount: "gui" } }),
            ],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [deployment("coredns", {}, "kube-system")],
            findings: [],
        },
        {
            title: "refuses the ServiceAccount default, named or not",
            objects: [
                deployment("face", as("default")),
                deployment("smiley", as("")),
                deployment("color", {}),
            ],
            findings: [
                `violation Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/smiley" ${PATH}`,
                `violation Deployment "faces/color" ${PATH}`,
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                deployment("face", as(UNKNOWN)),
                deployment("gui", {}, UNKNOWN),
                deployment("smiley", {}),
            ],
            findings: [
                `undecided Deployment "faces/face" ${PATH}`,
                'undecided Deployment "?/gui" metadata.namespace',
                `violation Deployment "faces/smiley" ${PATH}`,
            ],
        },
        {
            title: "refuses a name that is none",
            objects: [deployment("face", as(7))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
    ]);

    testEveryKind(id02, { allowed: as("face"), refused: {}, fault: "spec.serviceAccountName" });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(id02, [deployment("face", {})]), [
            'ID-02: Deployment "faces/face" names no ServiceAccount, so that it runs as default' +
                ` (${PATH}) — Fix: ${remedyOf("ID-02")}`,
        ]);
    });
});
