import assert from "node:assert/strict";
import { ing09 } from "../../rules/ing/ing-09/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { kubernetes, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const service = (spec: Json, name: Json = "face", namespace: Json = "faces") =>
    kubernetes("core/v1:Service", { metadata: { name, namespace }, spec });
const release = (values: Json, name = "grafana", namespace = "monitoring") =>
    kubernetes("helm.sh/v3:Release", { chart: name, name, namespace, values });
const TYPE = 'Service "faces/face" spec.type';

describe("ING-09: the ingress is the only way in", () => {
    testCases(ing09, [
        {
            title: "allows Services within the cluster, and the ingress' load balancer",
            objects: [
                service({}),
                service({ type: "ClusterIP", externalIPs: [] }),
                service({ type: "LoadBalancer" }, "emissary-ingress", "emissary"),
                release({ service: { type: "LoadBalancer" } }, "emissary-ingress", "emissary"),
                release({}),
            ],
            findings: [],
        },
        {
            title: "allows the ingress of the settings",
            objects: [service({ type: "LoadBalancer" }, "gateway", "edge")],
            settings: { ingress: { namespace: "edge", name: "gateway" } },
            findings: [],
        },
        {
            title: "refuses node ports, other load balancers, and external addresses",
            objects: [
                service({ type: "NodePort" }),
                service({ type: "LoadBalancer" }),
                service({ type: "LoadBalancer" }, "emissary-ingress", "faces"),
                service({ externalIPs: ["203.0.113.7"] }),
            ],
            findings: [
                `violation ${TYPE}`,
                `violation ${TYPE}`,
                'violation Service "faces/emissary-ingress" spec.type',
                'violation Service "faces/face" spec.externalIPs',
            ],
        },
        {
            title: "refuses a node port of the ingress itself",
            objects: [service({ type: "NodePort" }, "emissary-ingress", "emissary")],
            findings: ['violation Service "emissary/emissary-ingress" spec.type'],
        },
        {
            title: "refuses them among a chart's values",
            objects: [
                release({ service: { type: "NodePort" } }),
                release({ service: { type: "LoadBalancer" } }),
            ],
            findings: [
                'violation Release "monitoring/grafana" values.service.type',
                'violation Release "monitoring/grafana" values.service.type',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                service({ type: UNKNOWN, externalIPs: UNKNOWN }),
                service({ type: "LoadBalancer" }, UNKNOWN, "emissary"),
                service({ type: "LoadBalancer" }, UNKNOWN, "faces"),
                release(UNKNOWN),
            ],
            findings: [
                `undecided ${TYPE}`,
                'undecided Service "faces/face" spec.externalIPs',
                'undecided Service "emissary/it" metadata.name',
                'violation Service "faces/it" spec.type',
                'undecided Release "monitoring/grafana" values',
            ],
        },
        {
            title: "refuses a type that is no text",
            objects: [service({ type: 7 })],
            findings: [`violation ${TYPE}`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(ing09, [service({ type: "LoadBalancer" })]), [
            'ING-09: Service "faces/face" has a load balancer of its own, and is not the declared ingress' +
                ` (spec.type) — Fix: ${remedyOf("ING-09")}`,
        ]);
    });
});
