import assert from "node:assert/strict";
import { pod03 } from "../../rules/pod/pod-03/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { deployment, inEveryKind, lines, summarize, testCases, testEveryKind } from "./support";

const resources = { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: 134217728 } };
const serving = { ports: [{ containerPort: 8080 }] };
const probed = { readinessProbe: { httpGet: { path: "/ready", port: 8080 } } };
const running = (container: JsonObject, list = "containers") => ({
    spec: { [list]: [{ resources, ...container }] },
});
const at = (path: string, name = "face", list = "containers") =>
    `violation Deployment "faces/${name}" spec.template.spec.${list}[0].${path}`;

describe("POD-03: containers have requests, a memory limit, and a probe of what they serve", () => {
    testCases(pod03, [
        {
            title: "allows a container with all of them",
            objects: [deployment("face", running({ ...serving, ...probed }))],
            findings: [],
        },
        {
            title: "asks for no probe of what serves nothing",
            objects: [
                deployment("face", running({})),
                deployment("gui", running(serving, "initContainers")),
            ],
            findings: [],
        },
        {
            title: "asks nothing of ephemeral containers, which can have neither",
            objects: [deployment("face", { spec: { ephemeralContainers: [{}] } })],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [deployment("destination", { spec: { containers: [{}] } }, "linkerd")],
            findings: [],
        },
        {
            title: "reports each request and limit that is missing",
            objects: [
                deployment("face", running({ resources: undefined })),
                deployment("gui", running({ resources: { requests: { cpu: 1, memory: 1 } } })),
            ],
            findings: [
                at("resources.requests.cpu"),
                at("resources.requests.memory"),
                at("resources.limits.memory"),
                at("resources.limits.memory", "gui"),
            ],
        },
        {
            title: "reports a port without a readiness probe, of sidecars too",
            objects: [
                deployment("face", running(serving)),
                deployment(
                    "gui",
                    running({ ...serving, restartPolicy: "Always" }, "initContainers"),
                ),
            ],
            findings: [at("readinessProbe"), at("readinessProbe", "gui", "initContainers")],
        },
        {
            title: "leaves undecided, once, what is not known",
            objects: [
                deployment("face", running({ resources: UNKNOWN })),
                deployment("gui", { spec: { containers: UNKNOWN } }),
            ],
            findings: [
                'undecided Deployment "faces/face" spec.template.spec.containers[0].resources',
                'undecided Deployment "faces/gui" spec.template.spec.containers',
            ],
        },
        {
            title: "reports what is none of what belongs there",
            objects: [deployment("face", running({ resources: "plenty" }))],
            findings: [at("resources")],
        },
    ]);

    testEveryKind(pod03, {
        allowed: running({ ...serving, ...probed }),
        refused: running({ ...probed, resources: { ...resources, limits: {} } }),
        fault: "spec.containers[0].resources.limits.memory",
    });

    for (const { kind, workload, path } of inEveryKind(running(serving))) {
        const ends = kind.startsWith("batch/");
        it(`asks for ${ends ? "no" : "a"} readiness probe of a ${kind.replace(/^.*:/, "")} that serves a port`, () => {
            const name = `${kind.replace(/^.*:/, "")} "faces/face"`;
            assert.deepEqual(
                summarize(pod03, [workload]),
                ends ? [] : [`violation ${name} ${path}spec.containers[0].readinessProbe`],
            );
        });
    }

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(pod03, [deployment("face", running(serving))]), [
            'POD-03: Deployment "faces/face" has a container that serves a port without a readiness probe' +
                " (spec.template.spec.containers[0].readinessProbe) — Fix: add a readinessProbe that asks whether the program can answer",
        ]);
    });
});
