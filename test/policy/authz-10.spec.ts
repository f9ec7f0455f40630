import assert from "node:assert/strict";
import { authz10 } from "../../rules/authz/authz-10/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { adminServer, meshed, pod, server, workload } from "./mesh";
import { inEveryKind, lines, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const byApp = (app: string) => ({ podSelector: { matchLabels: { app } } });
const everyPod = { podSelector: {} };

describe("AUTHZ-10: no two Servers are for the same port", () => {
    testCases(authz10, [
        {
            title: "allows different ports of the same pods, and the same port of different pods",
            objects: [
                meshed(),
                workload("face", {
                    ports: [
                        { name: "http", containerPort: 8000 },
                        { name: "admin", containerPort: 8001 },
                    ],
                }),
                workload("color"),
                server("face"),
                server("face-admin", { ...byApp("face"), port: "admin" }),
                server("color"),
                adminServer(),
            ],
            findings: [],
        },
        {
            title: "allows the same in another namespace",
            objects: [workload(), server("face"), server("face", {}, { namespace: "other" })],
            findings: [],
        },
        {
            title: "refuses two that select the same port, one by name and one by number",
            objects: [workload(), server("face"), server("late", { ...everyPod, port: 8000 })],
            findings: ['violation Server "faces/late" spec.port'],
        },
        {
            title: "refuses each but the first",
            objects: [
                workload(),
                server("a", byApp("face")),
                server("c", byApp("face")),
                server("b", byApp("face")),
            ],
            findings: [
                'violation Server "faces/c" spec.port',
                'violation Server "faces/c" spec.port',
                'violation Server "faces/b" spec.port',
            ],
        },
        {
            title: "refuses equal ones of pods that the stack does not show",
            objects: [server("a", byApp("face")), server("b", byApp("face"))],
            findings: ['violation Server "faces/b" spec.port'],
        },
        {
            title: "leaves undecided an unknown selector or port beside another Server",
            objects: [server("a", { port: UNKNOWN }), server("b", { podSelector: UNKNOWN })],
            findings: [
                'undecided Server "faces/a" spec.port',
                'undecided Server "faces/b" spec.podSelector',
            ],
        },
        {
            title: "decides for Servers that are alone in their namespaces",
            objects: [
                server("a", { port: UNKNOWN }),
                server("a", { port: UNKNOWN }, { namespace: "other" }),
            ],
            findings: [],
        },
        {
            title: "leaves undecided a Server that may be in any namespace",
            objects: [server("a", {}, { namespace: UNKNOWN }), server("b")],
            findings: ['undecided Server "?/a" metadata.namespace'],
        },
        {
            title: "decides for a Server alone",
            objects: [server("a", { port: UNKNOWN })],
            findings: [],
        },
        {
            title: "refuses a port that is neither number nor name",
            objects: [server("a", { port: true }), server("b")],
            findings: ['violation Server "faces/a" spec.port'],
        },
    ]);

    for (const { kind, workload: made } of inEveryKind(pod())) {
        it(`refuses it for the pods of a ${kind.split(":")[1] ?? ""}`, () => {
            assert.deepEqual(
                summarize(authz10, [
                    made,
                    server("face"),
                    server("late", { ...everyPod, port: 8000 }),
                ]),
                ['violation Server "faces/late" spec.port'],
            );
        });
    }

    it("names the port, the pods and the other Server", () => {
        assert.deepEqual(
            lines(authz10, [
                workload(),
                server("face"),
                server("late", { ...everyPod, port: 8000 }),
            ]),
            [
                `AUTHZ-10: Server "faces/late" is for port 8000 of Deployment "face", as Server "faces/face" is (spec.port) — Fix: ${remedyOf("AUTHZ-10")}`,
            ],
        );
    });
});
