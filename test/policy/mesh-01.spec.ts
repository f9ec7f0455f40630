import assert from "node:assert/strict";
import { mesh01 } from "../../rules/mesh/mesh-01/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { deployment, lines, namespace, testCases, testEveryKind } from "./support";
import { remedyOf } from "../support/ruleTexts";

const INJECT = "linkerd.io/inject";
const meshed = namespace("faces", { [INJECT]: "enabled" });
const annotated = (value: string | typeof UNKNOWN) => ({
    metadata: { annotations: { [INJECT]: value } },
});
const PATH = 'spec.template.metadata.annotations["linkerd.io/inject"]';

describe("MESH-01: every workload is meshed", () => {
    testCases(mesh01, [
        {
            title: "allows a workload whose Namespace is injected",
            objects: [meshed, deployment("face", {})],
            findings: [],
        },
        {
            title: "allows a workload whose pod template is injected, in a Namespace that says nothing",
            objects: [namespace("faces"), deployment("face", annotated("enabled"))],
            findings: [],
        },
        {
            title: "allows ingress mode",
            objects: [deployment("face", annotated("ingress"))],
            findings: [],
        },
        {
            title: "allows a workload of an exempt namespace",
            objects: [deployment("controller", {}, "cert-manager")],
            findings: [],
        },
        {
            title: "takes the exempt namespaces from the settings",
            objects: [deployment("face", {}, "faces"), deployment("job", {}, "batch")],
            settings: { exemptNamespaces: ["batch"] },
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a workload whose Namespace says nothing",
            objects: [namespace("faces"), deployment("face", {})],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a workload whose Namespace is not part of the stack",
            objects: [deployment("face", {})],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a workload whose pod template opts out of an injected Namespace",
            objects: [meshed, deployment("face", annotated("disabled"))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a value that Linkerd takes for no",
            objects: [namespace("faces", { [INJECT]: "true" }), deployment("face", {})],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a workload without a namespace, which is made in default",
            objects: [meshed, deployment("face", {}, null)],
            findings: [`violation Deployment "face" ${PATH}`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown annotation",
            objects: [
                namespace("faces"),
                deployment("face", annotated(UNKNOWN)),
                deployment("smiley", {}),
            ],
            findings: [
                `undecided Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/smiley" ${PATH}`,
            ],
        },
        {
            title: "decides by the pod template where the Namespace's annotations are unknown",
            objects: [
                namespace("faces", UNKNOWN),
                deployment("face", annotated("enabled")),
                deployment("color", {}),
            ],
            findings: ['undecided Deployment "faces/color" metadata.annotations'],
        },
        {
            title: "leaves undecided a workload of an unknown namespace",
            objects: [meshed, deployment("face", {}, UNKNOWN)],
            findings: ['undecided Deployment "?/face" metadata.namespace'],
        },
        {
            title: "leaves undecided a workload whose Namespace may be the one without a known name",
            objects: [namespace(UNKNOWN, { [INJECT]: "enabled" }), deployment("face", {})],
            findings: ['undecided Deployment "faces/face" metadata.name'],
        },
        {
            title: "refuses annotations that are none",
            objects: [meshed, deployment("face", { metadata: { annotations: "linkerd" } })],
            findings: ['violation Deployment "faces/face" spec.template.metadata.annotations'],
        },
    ]);

    testEveryKind(mesh01, {
        with: [namespace("faces")],
        allowed: annotated("enabled"),
        refused: {},
        fault: 'metadata.annotations["linkerd.io/inject"]',
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(mesh01, [namespace("faces"), deployment("face", {})]), [
            'MESH-01: Deployment "faces/face" is not meshed: neither its pod template nor Namespace "faces" asks for it' +
                ` (${PATH}) — Fix: ${remedyOf("MESH-01")}`,
        ]);
    });

    it("says what it waits for where it cannot decide", () => {
        assert.deepEqual(lines(mesh01, [meshed, deployment("face", annotated(UNKNOWN))]), [
            `MESH-01: Deployment "faces/face" cannot be judged: it depends on ${PATH}, which is not known yet` +
                ` (${PATH}) — Fix: give it as a plain value, or judge the stack again once it is known (pulumi policy analyze)`,
        ]);
    });
});
