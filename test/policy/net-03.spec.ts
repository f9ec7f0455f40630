import assert from "node:assert/strict";
import { net03 } from "../../rules/net/net-03/rule";
import { UNKNOWN } from "../../rules/reading/read";
import { inNamespace, networkPolicy, ruleOf } from "./networkPolicies";
import { lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const HTTPS = [{ port: 443 }];
const POLICY = 'NetworkPolicy "faces/policy"';
const to = (cidr: string) => ruleOf("egress", { to: [{ ipBlock: { cidr } }], ports: HTTPS });

describe("NET-03: no NetworkPolicy allows everything, or everywhere", () => {
    testCases(net03, [
        {
            title: "allows named peers, and no rules at all",
            objects: [
                networkPolicy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
                ruleOf("egress", { to: [inNamespace("linkerd")] }),
                to("192.0.2.0/24"),
            ],
            findings: [],
        },
        {
            title: "allows the declared ingress to call the Kubernetes API wherever it is",
            objects: [ruleOf("egress", { ports: [{ port: 443 }, { port: 6443 }] }, "emissary")],
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [ruleOf("egress", {}, "linkerd")],
            findings: [],
        },
        {
            title: "refuses a rule that allows everything",
            objects: [ruleOf("ingress", {}), ruleOf("egress", { to: [], ports: [] })],
            findings: [`violation ${POLICY} spec.ingress[0]`, `violation ${POLICY} spec.egress[0]`],
        },
        {
            title: "refuses ports of every address, and more than the API's for the ingress",
            objects: [
                ruleOf("egress", { ports: HTTPS }),
                ruleOf("egress", { ports: [{ port: 443 }, { port: 80 }] }, "emissary"),
                ruleOf("egress", { ports: [{ port: 443, endPort: 65535 }] }, "emissary"),
            ],
            findings: [
                `violation ${POLICY} spec.egress[0].ports`,
                'violation NetworkPolicy "emissary/policy" spec.egress[0].ports',
                'violation NetworkPolicy "emissary/policy" spec.egress[0].ports',
            ],
        },
        {
            title: "refuses every address, in one block or in halves",
            objects: ["0.0.0.0/0", "::/0", "0.0.0.0/1"].map(to),
            findings: Array.from(
                { length: 3 },
                () => `violation ${POLICY} spec.egress[0].to[0].ipBlock.cidr`,
            ),
        },
        {
            title: "allows peers by label, in one namespace or in all",
            objects: [
                ruleOf("ingress", { from: [{ podSelector: { matchLabels: { app: "gui" } } }] }),
                ruleOf("ingress", {
                    from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "gui" } } }],
                }),
                ruleOf("ingress", {
                    from: [
                        {
                            namespaceSelector: UNKNOWN,
                            podSelector: { matchLabels: { app: "gui" } },
                        },
                    ],
                }),
            ],
            findings: [],
        },
        {
            title: "refuses every pod, of its namespace or of all",
            objects: [
                ruleOf("ingress", { from: [{ podSelector: {} }] }),
                ruleOf("ingress", { from: [{ namespaceSelector: { matchLabels: {} } }] }),
                ruleOf("egress", { to: [{ podSelector: {}, namespaceSelector: {} }] }),
            ],
            findings: [
                `violation ${POLICY} spec.ingress[0].from[0]`,
                `violation ${POLICY} spec.ingress[0].from[0]`,
                `violation ${POLICY} spec.egress[0].to[0]`,
            ],
        },
        {
            title: "leaves undecided what is not known",
            objects: [
                networkPolicy(UNKNOWN),
                networkPolicy({ podSelector: {}, egress: [UNKNOWN] }),
                ruleOf("egress", { to: UNKNOWN }),
                ruleOf("egress", { to: [UNKNOWN] }),
                ruleOf("egress", { ports: UNKNOWN }),
                ruleOf("ingress", { from: [UNKNOWN] }),
                ruleOf("ingress", { from: [{ podSelector: UNKNOWN }] }),
                ruleOf("ingress", { from: [{ namespaceSelector: { matchLabels: UNKNOWN } }] }),
            ],
            findings: [
                `undecided ${POLICY} spec`,
                `undecided ${POLICY} spec`,
                `undecided ${POLICY} spec.egress[0]`,
                `undecided ${POLICY} spec.egress[0].to`,
                `undecided ${POLICY} spec.egress[0].to[0]`,
                `undecided ${POLICY} spec.egress[0].ports`,
                `undecided ${POLICY} spec.ingress[0].from[0]`,
                `undecided ${POLICY} spec.ingress[0].from[0].podSelector`,
                `undecided ${POLICY} spec.ingress[0].from[0].namespaceSelector.matchLabels`,
            ],
        },
        {
            title: "refuses rules and lists that are none",
            objects: [ruleOf("egress", "all"), ruleOf("egress", { to: "all" })],
            findings: [
                `violation ${POLICY} spec.egress[0]`,
                `violation ${POLICY} spec.egress[0].to`,
            ],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(net03, [ruleOf("egress", {})]), [
            'NET-03: NetworkPolicy "faces/policy" allows all egress (spec.egress[0])' +
                ` — Fix: ${remedyOf("NET-03")}`,
        ]);
    });
});
