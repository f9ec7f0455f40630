import { mesh07 } from "../../rules/mesh/mesh-07/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, testCases, testEveryKind } from "./support";

const pod = (hostNetwork: Json, annotations: Json = {}) => ({
    metadata: { annotations },
    spec: { hostNetwork },
});
const FAULT = "spec.template.spec.hostNetwork";

describe("MESH-07: meshed pods have a network of their own", () => {
    testEveryKind(mesh07, { allowed: pod(false), refused: pod(true), fault: "spec.hostNetwork" });

    testCases(mesh07, [
        {
            title: "allows it in exempt namespaces",
            objects: [deployment("node-agent", pod(true), "kube-system")],
            findings: [],
        },
        {
            title: "leaves a pod that opts out of the mesh to MESH-02",
            objects: [deployment("face", pod(true, { "linkerd.io/inject": "disabled" }))],
            findings: [],
        },
        {
            title: "leaves undecided what is unknown",
            objects: [
                deployment("one", pod(UNKNOWN)),
                deployment("two", pod(true, { "linkerd.io/inject": UNKNOWN })),
                deployment("three", pod(true), UNKNOWN),
            ],
            findings: [
                `undecided Deployment "faces/one" ${FAULT}`,
                'undecided Deployment "faces/two" spec.template.metadata.annotations["linkerd.io/inject"]',
                'undecided Deployment "?/three" metadata.namespace',
            ],
        },
        {
            title: "refuses what is neither true nor false",
            objects: [deployment("face", pod("yes"))],
            findings: [`violation Deployment "faces/face" ${FAULT}`],
        },
    ]);
});
