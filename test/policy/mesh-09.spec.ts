import { mesh09 } from "../../rules/mesh/mesh-09/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { meshed, pod, server, service, workload } from "./mesh";
import { testCases, testEveryKind } from "./support";

const OPAQUE = "config.linkerd.io/opaque-ports";
const database = (port: number, annotations: Json = {}) =>
    workload("db", { ports: [{ name: "sql", containerPort: port }], annotations });
const AT = `Deployment "faces/db" spec.template.metadata.annotations["${OPAQUE}"]`;
const opened = (port: number) => ({ ports: [{ port, targetPort: "sql" }] });
const probed = (probe: Json) => pod("face", { container: { livenessProbe: probe } });

describe("MESH-09: opaque ports are declared, and probes reach the application", () => {
    testEveryKind(mesh09, {
        allowed: probed({ httpGet: { path: "/", port: "http" } }),
        refused: probed({ tcpSocket: { port: 8000 } }),
        fault: "spec.containers[0].livenessProbe.tcpSocket",
        with: [meshed()],
    });

    testCases(mesh09, [
        {
            title: "allows a port that Linkerd takes for opaque by itself",
            objects: [meshed(), database(3306), service("db", opened(3306))],
            findings: [],
        },
        {
            title: "leaves alone an exempt namespace",
            objects: [meshed(), database(4222), service("db", opened(4222))],
            settings: { exemptNamespaces: ["faces"] },
            findings: [],
        },
        {
            title: "allows one that pods and Service declare",
            objects: [
                meshed(),
                database(4222, { [OPAQUE]: "4222" }),
                service("db", opened(4222), { annotations: { [OPAQUE]: "4222,5000-5010" } }),
            ],
            findings: [],
        },
        {
            title: "allows one that a Server, and the Service's appProtocol, declare",
            objects: [
                meshed(),
                database(4222),
                server("db", { port: "sql", proxyProtocol: "opaque" }),
                service("db", {
                    ports: [{ port: 4222, targetPort: "sql", appProtocol: "linkerd.io/opaque" }],
                }),
            ],
            findings: [],
        },
        {
            title: "leaves alone what is not meshed",
            objects: [
                database(4222),
                workload("face", { container: { livenessProbe: { tcpSocket: {} } } }),
            ],
            findings: [],
        },
        {
            title: "refuses a port on which the server speaks first",
            objects: [meshed(), database(4222), service("db", opened(4222))],
            findings: [`violation ${AT}`, 'violation Service "faces/db" spec.ports[0]'],
        },
        {
            title: "refuses an annotation that leaves out what was opaque by itself",
            objects: [meshed(), database(3306, { [OPAQUE]: "8080" })],
            findings: [`violation ${AT}`],
        },
        {
            title: "leaves undecided an unknown annotation, Server or port",
            objects: [
                meshed(),
                database(4222, { [OPAQUE]: UNKNOWN }),
                workload("other", { ports: UNKNOWN }),
                workload("nats", { ports: [{ containerPort: 4222 }], labels: { app: "nats" } }),
                server("nats", { port: 4222, proxyProtocol: UNKNOWN }),
            ],
            findings: [
                `undecided ${AT}`,
                'undecided Deployment "faces/other" spec.template.spec.containers[0].ports',
                'undecided Deployment "faces/nats" spec.proxyProtocol',
            ],
        },
        {
            title: "refuses ports that are no list",
            objects: [meshed(), workload("face", { ports: "8000" })],
            findings: ['violation Deployment "faces/face" spec.template.spec.containers[0].ports'],
        },
    ]);
});
