import assert from "node:assert/strict";
import { cld01 } from "../../rules/cld/cld-01/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { civo, lines, testCases } from "./support";
import { remedyOf } from "../support/ruleTexts";

const firewall = (...ingressRules: readonly Json[]) =>
    civo("firewall:Firewall", { createDefaultRules: false, ingressRules });
const rule = (portRange: Json, cidrs: Json, more: JsonObject = {}) => ({
    action: "allow",
    protocol: "tcp",
    portRange,
    cidrs,
    ...more,
});
const ANYONE = ["0.0.0.0/0"];
const SOURCE = 'violation Firewall "it" ingressRules[0].cidrs[0]';

describe("CLD-01: the firewall keeps the Kubernetes API and SSH from the internet", () => {
    testCases(cld01, [
        {
            title: "allows the API from a listed network, and the web from everywhere",
            objects: [
                firewall(
                    rule("6443", ["192.0.2.0/24", "2001:db8::/32"]),
                    rule("443", ANYONE),
                    rule("80", ["::/0"]),
                ),
            ],
            findings: [],
        },
        {
            title: "allows what is denied, and what is not TCP",
            objects: [
                firewall(
                    rule("6443", ANYONE, { action: "deny" }),
                    rule("1-65535", ANYONE, { protocol: "udp" }),
                ),
            ],
            findings: [],
        },
        {
            title: "refuses Civo's default rules, asked for or not declined",
            objects: [
                civo("firewall:Firewall", { createDefaultRules: true }),
                civo("firewall:Firewall", {}),
            ],
            findings: [
                'violation Firewall "it" createDefaultRules',
                'violation Firewall "it" createDefaultRules',
            ],
        },
        {
            title: "refuses the API and SSH from everywhere",
            objects: [firewall(rule("6443", ANYONE)), firewall(rule("22", ["::/0"]))],
            findings: [SOURCE, SOURCE],
        },
        {
            title: "refuses a range that includes them, or no range, which is all",
            objects: ["1-65535", "6000-7000", "", null].map((range) =>
                firewall(rule(range, ANYONE)),
            ),
            findings: [SOURCE, SOURCE, SOURCE, SOURCE],
        },
        {
            title: "refuses every way to write everywhere",
            objects: [["10.0.0.0/0"], ["::ffff:0:0/0"], ["0.0.0.0/1"], ["anywhere"]].map((cidrs) =>
                firewall(rule("6443", cidrs)),
            ),
            findings: [SOURCE, SOURCE, SOURCE, SOURCE],
        },
        {
            title: "refuses a network that is open beside one that is not",
            objects: [firewall(rule("6443", ["192.0.2.0/24", "0.0.0.0/0"]))],
            findings: ['violation Firewall "it" ingressRules[0].cidrs[1]'],
        },
        {
            title: "refuses ports that cannot be read",
            objects: [firewall(rule("http", ANYONE)), firewall(rule("7000-6000", ANYONE))],
            findings: [
                'violation Firewall "it" ingressRules[0].portRange',
                'violation Firewall "it" ingressRules[0].portRange',
            ],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                civo("firewall:Firewall", {
                    createDefaultRules: UNKNOWN,
                    ingressRules: [
                        rule("6443", UNKNOWN),
                        rule(UNKNOWN, ANYONE),
                        rule("443", UNKNOWN),
                        rule("6443", ANYONE),
                    ],
                }),
                civo("firewall:Firewall", { createDefaultRules: false, ingressRules: UNKNOWN }),
            ],
            findings: [
                'undecided Firewall "it" createDefaultRules',
                'undecided Firewall "it" ingressRules[0].cidrs',
                'undecided Firewall "it" ingressRules[1].portRange',
                'violation Firewall "it" ingressRules[3].cidrs[0]',
                'undecided Firewall "it" ingressRules',
            ],
        },
        {
            title: "refuses a text where true or false belongs",
            objects: [civo("firewall:Firewall", { createDefaultRules: "false" })],
            findings: ['violation Firewall "it" createDefaultRules'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld01, [firewall(rule("1-65535", ANYONE))]), [
            'CLD-01: Firewall "it" opens 6443 (the Kubernetes API) and 22 (SSH) to "0.0.0.0/0", which is every address' +
                ` (ingressRules[0].cidrs[0]) — Fix: ${remedyOf("CLD-01")}`,
        ]);
    });
});
