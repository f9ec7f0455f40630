import assert from "node:assert/strict";
import { id01 } from "../../rules/id/id-01/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, inEveryKind, lines, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const as = (serviceAccountName: Json) => ({ spec: { serviceAccountName } });
const PATH = "spec.template.spec.serviceAccountName";

describe("ID-01: every workload has a ServiceAccount of its own", () => {
    testCases(id01, [
        {
            title: "allows a ServiceAccount for each",
            objects: [deployment("face", as("face")), deployment("smiley", as("smiley"))],
            findings: [],
        },
        {
            title: "allows the same name in two namespaces",
            objects: [deployment("face", as("face")), deployment("face", as("face"), "staging")],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [deployment("coredns", {}, "kube-system")],
            findings: [],
        },
        {
            title: "leaves the ServiceAccount default to the rule on it",
            objects: [deployment("face", as("default")), deployment("smiley", {})],
            findings: [],
        },
        {
            title: "refuses every workload that shares one",
            objects: [
                deployment("face", as("backend")),
                deployment("smiley", as("backend")),
                deployment("gui", as("gui")),
            ],
            findings: [
                `violation Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/smiley" ${PATH}`,
            ],
        },
        {
            title: "reads the deprecated alias where the name is absent",
            objects: [
                deployment("face", { spec: { serviceAccount: "backend" } }),
                deployment("smiley", as("backend")),
            ],
            findings: [
                `violation Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/smiley" ${PATH}`,
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                deployment("face", as(UNKNOWN)),
                deployment("smiley", as("backend")),
                deployment("color", as("backend")),
            ],
            findings: [
                `violation Deployment "faces/smiley" ${PATH}`,
                `violation Deployment "faces/color" ${PATH}`,
                `undecided Deployment "faces/face" ${PATH}`,
            ],
        },
        {
            title: "leaves undecided whether a workload of an unknown namespace shares",
            objects: [deployment("face", as("face"), UNKNOWN), deployment("other", as("face"))],
            findings: ['undecided Deployment "?/face" metadata.namespace'],
        },
        {
            title: "refuses a name that is none",
            objects: [deployment("face", as(7))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
    ]);

    for (const { kind, workload, path } of inEveryKind(as("backend"))) {
        it(`refuses what shares it as a ${kind}`, () => {
            const [first] = summarize(id01, [workload, deployment("other", as("backend"))]);
            assert.equal(first?.endsWith(`"faces/face" ${path}spec.serviceAccountName`), true);
        });
    }

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(
            lines(id01, [deployment("face", as("backend")), deployment("gui", as("backend"))])[0],
            'ID-01: Deployment "faces/face" shares the ServiceAccount "backend" with Deployment "faces/gui"' +
                ` (${PATH}) — Fix: ${remedyOf("ID-01")}`,
        );
    });
});
