import assert from "node:assert/strict";
import { authz05 } from "../../rules/authz/authz-05/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { adminServer, meshed, pod, release, server, workload } from "./mesh";
import { inEveryKind, kubernetes, lines, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const SERVER = 'Server "faces/face"';
const oneOf = (...values: string[]) => ({
    podSelector: { matchExpressions: [{ key: "app", operator: "In", values }] },
});

describe("AUTHZ-05: a Server selects pods and names one of their ports", () => {
    testCases(authz05, [
        {
            title: "allows a port by name and by number, and the proxies' own",
            objects: [
                meshed(),
                workload(),
                server(),
                server("face", { port: 8000 }),
                adminServer(),
            ],
            findings: [],
        },
        {
            title: "allows a number where the containers declare no ports",
            objects: [workload("face", { ports: [] }), server("face", { port: 9000 })],
            findings: [],
        },
        {
            title: "allows values that pods have",
            objects: [workload("face"), workload("gui"), server("face", oneOf("face", "gui"))],
            findings: [],
        },
        {
            title: "leaves alone pods of a release, of an operator and of elsewhere, and external workloads",
            objects: [
                workload(),
                release("postgresql"),
                server("postgresql"),
                server("unseen", {}, { namespace: "other" }),
                server("vm", { podSelector: null, externalWorkloadSelector: {} }),
            ],
            findings: [],
        },
        {
            title: "leaves alone pods that a custom resource makes",
            objects: [
                workload(),
                kubernetes("argoproj.io/v1alpha1:Rollout", {
                    metadata: { name: "web", namespace: "faces" },
                }),
                server("web"),
            ],
            findings: [],
        },
        {
            title: "refuses the port of the Service instead of the container's",
            objects: [workload(), server("face", { port: 80 })],
            findings: [`violation ${SERVER} spec.port`],
        },
        {
            title: "refuses a port name that no container has",
            objects: [workload(), server("face", { port: "htpp" })],
            findings: [`violation ${SERVER} spec.port`],
        },
        ...["UDP", "SCTP"].map((protocol) => ({
            title: `refuses the name of a port of ${protocol}, which no Server covers`,
            objects: [
                workload("face", { ports: [{ name: "http", containerPort: 8000, protocol }] }),
                server(),
            ],
            findings: [`violation ${SERVER} spec.port`],
        })),
        {
            title: "refuses labels that no pod has",
            objects: [
                workload(),
                server("face", { podSelector: { matchLabels: { app: "fase" } } }),
            ],
            findings: [`violation ${SERVER} spec.podSelector`],
        },
        {
            title: "refuses one value of several that no pod has, as the book's Server has it",
            objects: [
                workload("face"),
                workload("faces-gui"),
                server("face", oneOf("face", "face-gui")),
            ],
            findings: [`violation ${SERVER} spec.podSelector.matchExpressions[0].values[1]`],
        },
        {
            title: "refuses a Server without port",
            objects: [workload(), server("face", { port: null })],
            findings: [`violation ${SERVER} spec.port`],
        },
        {
            title: "leaves undecided an unknown selector and port",
            objects: [workload(), server("face", { podSelector: UNKNOWN, port: UNKNOWN })],
            findings: [`undecided ${SERVER} spec.podSelector`, `undecided ${SERVER} spec.port`],
        },
        {
            title: "leaves undecided while pods may have the labels or the port",
            objects: [
                workload("one", { labels: { app: UNKNOWN } }),
                workload("two", { ports: UNKNOWN }),
                server("face"),
                server("two"),
            ],
            findings: [
                `undecided ${SERVER} spec.template.metadata.labels.app`,
                'undecided Server "faces/two" spec.template.spec.containers[0].ports',
            ],
        },
        {
            title: "leaves undecided while pods may be in its namespace",
            objects: [workload("one"), workload("face", { namespace: UNKNOWN }), server("face")],
            findings: [`undecided ${SERVER} metadata.namespace`],
        },
        {
            title: "leaves undecided whether pods have the label that the injector adds",
            objects: [
                workload("face", { annotations: { "linkerd.io/inject": UNKNOWN } }),
                adminServer(),
            ],
            findings: [
                'undecided Server "faces/linkerd-admin" spec.template.metadata.annotations["linkerd.io/inject"]',
            ],
        },
        {
            title: "refuses a selector that is none",
            objects: [
                server("one", { podSelector: "face" }),
                server("two", { podSelector: { matchExpressions: [{ key: "app" }] } }),
            ],
            findings: [
                'violation Server "faces/one" spec.podSelector',
                'violation Server "faces/two" spec.podSelector.matchExpressions[0]',
            ],
        },
    ]);

    for (const { kind, workload: made } of inEveryKind(pod())) {
        it(`sees the pods of a ${kind.split(":")[1] ?? ""}`, () => {
            assert.deepEqual(summarize(authz05, [made, server(), server("face", { port: 80 })]), [
                `violation ${SERVER} spec.port`,
            ]);
        });
    }

    it("says what no pod has", () => {
        assert.deepEqual(lines(authz05, [workload(), server("face", { port: 80 })]), [
            `AUTHZ-05: Server "faces/face" is for port 80, which is no container port of Deployment "face" (spec.port) — Fix: ${remedyOf("AUTHZ-05")}`,
        ]);
    });
});
