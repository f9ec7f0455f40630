import assert from "node:assert/strict";
import { mesh08 } from "../../rules/mesh/mesh-08/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { release, workload } from "./mesh";
import { inEveryKind, kubernetes, summarize, testCases } from "./support";

const LABEL = "pod-security.kubernetes.io/enforce";
const controlPlane = (cniEnabled: Json) =>
    release("linkerd-control-plane", { cniEnabled }, "linkerd");
const namespace = (level: Json, inject: Json = "enabled", name = "faces") =>
    kubernetes("core/v1:Namespace", {
        metadata: {
            name,
            labels: { [LABEL]: level },
            annotations: { "linkerd.io/inject": inject },
        },
    });
const FAULT = `Namespace "faces" metadata.labels["${LABEL}"]`;

describe("MESH-08: a namespace at a restricted level has Linkerd's CNI plugin", () => {
    const asking = { metadata: { annotations: { "linkerd.io/inject": "enabled" } } };
    for (const { kind, workload: pods } of inEveryKind(asking)) {
        it(`refuses it where a ${kind} asks for a proxy`, () => {
            const objects = [controlPlane(false), namespace("restricted", null), pods];
            assert.deepEqual(summarize(mesh08, objects), [`violation ${FAULT}`]);
        });
    }

    testCases(mesh08, [
        {
            title: "allows it with the CNI plugin",
            objects: [controlPlane(true), namespace("restricted")],
            findings: [],
        },
        {
            title: "allows privileged, no level, and an unmeshed namespace",
            objects: [
                controlPlane(false),
                namespace("privileged"),
                namespace(null),
                namespace("restricted", "disabled"),
            ],
            findings: [],
        },
        {
            title: "says nothing where the stack does not show the control plane",
            objects: [namespace("restricted")],
            findings: [],
        },
        {
            title: "refuses restricted and baseline without it",
            objects: [controlPlane(null), namespace("restricted"), namespace("baseline")],
            findings: [`violation ${FAULT}`, `violation ${FAULT}`],
        },
        {
            title: "refuses it where a workload asks for the proxy",
            objects: [
                controlPlane(false),
                namespace("restricted", null),
                workload("face", { annotations: { "linkerd.io/inject": "enabled" } }),
            ],
            findings: [`violation ${FAULT}`],
        },
        {
            title: "refuses it for the control plane's own namespace",
            objects: [controlPlane(false), namespace("restricted", "disabled", "linkerd")],
            findings: [`violation Namespace "linkerd" metadata.labels["${LABEL}"]`],
        },
        {
            title: "leaves undecided an unknown level, an unknown value, an unknown annotation",
            objects: [controlPlane(UNKNOWN), namespace(UNKNOWN), namespace("restricted")],
            findings: [`undecided ${FAULT}`, 'undecided Namespace "faces" values.cniEnabled'],
        },
        {
            title: "leaves undecided whether the namespace is meshed",
            objects: [controlPlane(false), namespace("restricted", UNKNOWN)],
            findings: ['undecided Namespace "faces" metadata.annotations["linkerd.io/inject"]'],
        },
        {
            title: "refuses a level that is no text",
            objects: [controlPlane(false), namespace(1)],
            findings: [`violation ${FAULT}`],
        },
    ]);
});
