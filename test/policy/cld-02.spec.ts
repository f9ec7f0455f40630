import assert from "node:assert/strict";
import { cld02 } from "../../rules/cld/cld-02/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { civo, lines, testCases, withOptions } from "./support";

const cluster = (object: JsonObject) => civo("kubernetesCluster:KubernetesCluster", object);
const from = (firewallId: readonly string[], networkId: readonly string[]) =>
    withOptions(cluster({ firewallId: UNKNOWN, networkId: UNKNOWN }), {
        propertyDependencies: { firewallId, networkId },
    });
const urn = (type: string) =>
    `urn:pulumi:dev::faces::zero-trust-components:index:Cluster$${type}::it`;
const FIREWALL = urn("civo:index/firewall:Firewall");
const NETWORK = urn("civo:index/network:Network");
const OBJECT = 'KubernetesCluster "it"';

describe("CLD-02: the cluster has a firewall and a private network", () => {
    testCases(cld02, [
        {
            title: "allows ids that are given",
            objects: [cluster({ firewallId: "fw-1", networkId: "net-1" })],
            findings: [],
        },
        {
            title: "allows ids that are made from a firewall and a network of the stack",
            objects: [from([FIREWALL], [NETWORK]), from([NETWORK, FIREWALL], [NETWORK])],
            findings: [],
        },
        {
            title: "refuses Civo's default firewall and network",
            objects: [cluster({}), cluster({ firewallId: "", networkId: " " })],
            findings: [
                `violation ${OBJECT} firewallId`,
                `violation ${OBJECT} networkId`,
                `violation ${OBJECT} firewallId`,
                `violation ${OBJECT} networkId`,
            ],
        },
        {
            title: "refuses ids that are made from something else",
            objects: [from([NETWORK], [FIREWALL])],
            findings: [`violation ${OBJECT} firewallId`, `violation ${OBJECT} networkId`],
        },
        {
            title: "leaves undecided ids of which nothing is known",
            objects: [from([], []), cluster({ firewallId: UNKNOWN, networkId: "net-1" })],
            findings: [
                `undecided ${OBJECT} firewallId`,
                `undecided ${OBJECT} networkId`,
                `undecided ${OBJECT} firewallId`,
            ],
        },
        {
            title: "refuses an id that is no text",
            objects: [cluster({ firewallId: 7, networkId: "net-1" })],
            findings: [`violation ${OBJECT} firewallId`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld02, [cluster({ networkId: "net-1" })]), [
            `CLD-02: ${OBJECT} has Civo's default firewall (firewallId) — Fix: set firewallId`,
        ]);
    });
});
