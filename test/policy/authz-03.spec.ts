import assert from "node:assert/strict";
import { authz03 } from "../../rules/authz/authz-03/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { meshed, pod, server, service, workload } from "./mesh";
import { inEveryKind, lines, namespace, summarize, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const face = [meshed(), workload(), service()];
const FAULT = 'Service "faces/face" spec.ports[0]';

describe("AUTHZ-03: every port of a meshed Service has a Server", () => {
    testCases(authz03, [
        { title: "allows a port with a Server", objects: [...face, server()], findings: [] },
        {
            title: "allows a Server by number for a port by name",
            objects: [...face, server("face", { port: 8000 })],
            findings: [],
        },
        {
            title: "allows ports that bypass the proxy",
            objects: [
                meshed(),
                workload("face", {
                    annotations: { "config.linkerd.io/skip-inbound-ports": "8000-8010" },
                }),
                service(),
            ],
            findings: [],
        },
        ...Object.entries({ TCP: [`violation ${FAULT}`], UDP: [], SCTP: [] }).map(
            ([protocol, findings]) => ({
                title: `asks for ${findings.length > 0 ? "a" : "no"} Server for a port of ${protocol}`,
                objects: [
                    meshed(),
                    workload(),
                    service("face", { ports: [{ port: 8000, protocol }] }),
                ],
                findings,
            }),
        ),
        {
            title: "leaves alone unmeshed pods, and Services without pods of the stack",
            objects: [
                namespace("faces"),
                workload(),
                service(),
                service("elsewhere"),
                service("none", { selector: null }),
            ],
            findings: [],
        },
        {
            title: "leaves alone an exempt namespace",
            objects: face,
            settings: { exemptNamespaces: ["faces"] },
            findings: [],
        },
        { title: "refuses a port without Server", objects: face, findings: [`violation ${FAULT}`] },
        {
            title: "refuses a Server for the Service's port instead of the container's",
            objects: [...face, server("face", { port: 80 })],
            findings: [`violation ${FAULT}`],
        },
        {
            title: "refuses a Server for other pods, and in another namespace",
            objects: [...face, server("color"), server("face", {}, { namespace: "other" })],
            findings: [`violation ${FAULT}`],
        },
        {
            title: "refuses each port of its own",
            objects: [
                ...face.slice(0, 2),
                service("face", {
                    ports: [
                        { port: 80, targetPort: "http" },
                        { port: 81, targetPort: 8001 },
                    ],
                }),
                server(),
            ],
            findings: ['violation Service "faces/face" spec.ports[1]'],
        },
        {
            title: "refuses a port that leads to a name which no pod has",
            objects: [
                meshed(),
                workload(),
                service("face", { ports: [{ port: 80, targetPort: "htpp" }] }),
                server(),
            ],
            findings: [`violation ${FAULT}`],
        },
        {
            title: "leaves undecided while a Server's selector or port is unknown",
            objects: [...face, server("face", { podSelector: UNKNOWN })],
            findings: ['undecided Service "faces/face" spec.podSelector'],
        },
        {
            title: "leaves undecided while a Server's port is unknown",
            objects: [...face, server("face", { port: UNKNOWN })],
            findings: ['undecided Service "faces/face" spec.port'],
        },
        {
            title: "leaves undecided while its own selector or target is unknown",
            objects: [
                ...face.slice(0, 2),
                service("one", { selector: { app: UNKNOWN } }),
                service("face", { ports: [{ port: 80, targetPort: UNKNOWN }] }),
            ],
            findings: [
                'undecided Service "faces/one" spec.selector.app',
                'undecided Service "faces/face" spec.ports[0].targetPort',
            ],
        },
        {
            title: "leaves undecided pods that may be meshed",
            objects: [namespace("faces", { "linkerd.io/inject": UNKNOWN }), workload(), service()],
            findings: ['undecided Service "faces/face" metadata.annotations["linkerd.io/inject"]'],
        },
        {
            title: "refuses a selector that is no text",
            objects: [...face.slice(0, 2), service("face", { selector: { app: 1 } })],
            findings: ['violation Service "faces/face" spec.selector.app'],
        },
    ]);

    for (const { kind, workload: made } of inEveryKind(pod())) {
        it(`refuses it for the pods of a ${kind.split(":")[1] ?? ""}`, () => {
            assert.deepEqual(summarize(authz03, [meshed(), made, service()]), [
                `violation ${FAULT}`,
            ]);
        });
    }

    it("names the pods that lack a Server", () => {
        assert.deepEqual(lines(authz03, face), [
            `AUTHZ-03: Service "faces/face" leads to port http of Deployment "face", which no Server covers (spec.ports[0]) — Fix: ${remedyOf("AUTHZ-03")}`,
        ]);
    });
});
