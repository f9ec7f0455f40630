import assert from "node:assert/strict";
import { mesh02 } from "../../rules/mesh/mesh-02/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { deployment, kubernetes, lines, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const INJECT = "linkerd.io/inject";
const annotated = (value: string | typeof UNKNOWN) => ({
    metadata: { annotations: { [INJECT]: value } },
});
const release = (namespace: string, podAnnotations: Record<string, string>) =>
    kubernetes("helm.sh/v3:Release", { name: "shop", namespace, values: { podAnnotations } });

describe("MESH-02: no workload opts out of the mesh", () => {
    testCases(mesh02, [
        {
            title: "allows a pod template that says nothing",
            objects: [deployment("face", {})],
            findings: [],
        },
        {
            title: "allows an exempt namespace to stay out",
            objects: [deployment("destination", annotated("disabled"), "linkerd")],
            findings: [],
        },
        {
            title: "refuses a chart whose pods opt out",
            objects: [release("shop", { [INJECT]: "disabled" })],
            findings: ['violation Release "shop/shop" values.podAnnotations["linkerd.io/inject"]'],
        },
        {
            title: "allows a chart whose pods are injected",
            objects: [release("shop", { [INJECT]: "enabled" })],
            findings: [],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown annotation",
            objects: [
                deployment("face", annotated(UNKNOWN)),
                deployment("smiley", annotated("disabled")),
            ],
            findings: [
                'undecided Deployment "faces/face" spec.template.metadata.annotations["linkerd.io/inject"]',
                'violation Deployment "faces/smiley" spec.template.metadata.annotations["linkerd.io/inject"]',
            ],
        },
        {
            title: "leaves undecided who opts out in an unknown namespace",
            objects: [deployment("face", annotated("disabled"), UNKNOWN)],
            findings: ['undecided Deployment "?/face" metadata.namespace'],
        },
    ]);

    testEveryKind(mesh02, {
        allowed: {},
        refused: annotated("disabled"),
        fault: 'metadata.annotations["linkerd.io/inject"]',
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(mesh02, [deployment("face", annotated("disabled"))]), [
            'MESH-02: Deployment "faces/face" opts out of the mesh' +
                ' (spec.template.metadata.annotations["linkerd.io/inject"])' +
                ` — Fix: ${remedyOf("MESH-02")}`,
        ]);
    });
});
