import assert from "node:assert/strict";
import { cld08 } from "../../rules/cld/cld-08/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { civo, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const cluster = (applications: Json, more: JsonObject = {}) =>
    civo("kubernetesCluster:KubernetesCluster", { applications, ...more });
const APPLICATIONS = 'KubernetesCluster "it" applications';

describe("CLD-08: the cluster comes without an ingress of the provider's", () => {
    testCases(cld08, [
        {
            title: "allows a cluster without Traefik, by either of its names, beside others",
            objects: [
                cluster("-Traefik-v2-nodeport"),
                cluster("-Traefik"),
                cluster("-Traefik-v2-nodeport,cert-manager", { clusterType: "k3s" }),
            ],
            findings: [],
        },
        {
            title: "leaves alone a cluster that comes with no Traefik",
            objects: [cluster(null, { clusterType: "talos" })],
            findings: [],
        },
        {
            title: "refuses the Traefik that comes with k3s",
            objects: [
                cluster(null),
                cluster("", { clusterType: "k3s" }),
                cluster("-metrics-server"),
            ],
            findings: Array.from({ length: 3 }, () => `violation ${APPLICATIONS}`),
        },
        {
            title: "refuses to install one, whatever the cluster comes with",
            objects: [
                cluster("Traefik-v2-loadbalancer", { clusterType: "talos" }),
                cluster("-Traefik-v2-nodeport, traefik-v2-loadbalancer"),
            ],
            findings: [`violation ${APPLICATIONS}`, `violation ${APPLICATIONS}`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                cluster(UNKNOWN),
                cluster("", { clusterType: UNKNOWN }),
                cluster("-Traefik", { clusterType: UNKNOWN }),
            ],
            findings: [`undecided ${APPLICATIONS}`, 'undecided KubernetesCluster "it" clusterType'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld08, [cluster("Traefik"), cluster("")]), [
            'CLD-08: KubernetesCluster "it" installs Traefik, an ingress beside the mesh\'s' +
                " (applications) — Fix: remove Traefik",
            'CLD-08: KubernetesCluster "it" keeps the Traefik that Civo gives to every cluster' +
                ` (applications) — Fix: ${remedyOf("CLD-08")}`,
        ]);
    });
});
