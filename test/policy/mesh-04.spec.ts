import assert from "node:assert/strict";
import { mesh04 } from "../../rules/mesh/mesh-04/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { inEveryKind, kubernetes, summarize, testCases } from "./support";

const INJECT = "linkerd.io/inject";
const deployment = (annotations: Json, template: Json = {}) =>
    kubernetes("apps/v1:Deployment", {
        metadata: { name: "face", namespace: "faces", annotations },
        spec: { template: { metadata: { annotations: template } } },
    });

describe("MESH-04: proxy annotations stand where Linkerd reads them", () => {
    for (const { kind, workload } of inEveryKind({}).filter(({ path }) => path !== "")) {
        it(`refuses injection on a ${kind}`, () => {
            const metadata = { name: "face", namespace: "faces", annotations: { [INJECT]: "x" } };
            const misplaced = { ...workload, object: { ...workload.object, metadata } };
            assert.deepEqual(summarize(mesh04, [misplaced]), [
                `violation ${kind.split(":")[1] ?? ""} "faces/face" metadata.annotations["${INJECT}"]`,
            ]);
        });
    }

    testCases(mesh04, [
        {
            title: "allows them on the pod template",
            objects: [deployment({}, { [INJECT]: "enabled" })],
            findings: [],
        },
        {
            title: "allows them on a Pod, which is its own template",
            objects: [
                kubernetes("core/v1:Pod", {
                    metadata: { name: "face", annotations: { [INJECT]: "enabled" } },
                }),
            ],
            findings: [],
        },
        {
            title: "allows other annotations",
            objects: [deployment({ "linkerd.io/created-by": "us", "example.com/inject": "yes" })],
            findings: [],
        },
        {
            title: "refuses injection on a Deployment",
            objects: [deployment({ [INJECT]: "enabled" })],
            findings: [`violation Deployment "faces/face" metadata.annotations["${INJECT}"]`],
        },
        {
            title: "refuses configuration on a Deployment, though its value is not known",
            objects: [deployment({ "config.linkerd.io/skip-inbound-ports": UNKNOWN })],
            findings: [
                'violation Deployment "faces/face" metadata.annotations["config.linkerd.io/skip-inbound-ports"]',
            ],
        },
        {
            title: "refuses it on the Job of a CronJob",
            objects: [
                kubernetes("batch/v1:CronJob", {
                    metadata: { name: "face", namespace: "faces" },
                    spec: { jobTemplate: { metadata: { annotations: { [INJECT]: "enabled" } } } },
                }),
            ],
            findings: [
                `violation CronJob "faces/face" spec.jobTemplate.metadata.annotations["${INJECT}"]`,
            ],
        },
        {
            title: "leaves undecided unknown annotations",
            objects: [deployment(UNKNOWN)],
            findings: ['undecided Deployment "faces/face" metadata.annotations'],
        },
        {
            title: "refuses annotations that are none",
            objects: [deployment("enabled")],
            findings: ['violation Deployment "faces/face" metadata.annotations'],
        },
    ]);

    const kinds = ["StatefulSet", "DaemonSet", "ReplicaSet"].map((kind) => `apps/v1:${kind}`);
    for (const kind of [...kinds, "batch/v1:Job", "batch/v1:CronJob"]) {
        testCases(mesh04, [
            {
                title: `refuses it on a ${kind.split(":")[1] ?? ""}`,
                objects: [
                    kubernetes(kind, {
                        metadata: {
                            name: "face",
                            namespace: "faces",
                            annotations: { [INJECT]: "enabled" },
                        },
                    }),
                ],
                findings: [
                    `violation ${kind.split(":")[1] ?? ""} "faces/face" metadata.annotations["${INJECT}"]`,
                ],
            },
        ]);
    }
});
