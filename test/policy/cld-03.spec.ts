import assert from "node:assert/strict";
import { cld03 } from "../../rules/cld/cld-03/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { civo, cloudflare, lines, testCases } from "./support";

const firewall = (...ingressRules: readonly Json[]) => civo("firewall:Firewall", { ingressRules });
const rule = (portRange: Json, cidrs: Json, more: JsonObject = {}) => ({
    action: "allow",
    protocol: "tcp",
    portRange,
    cidrs,
    ...more,
});
const ANYONE = ["0.0.0.0/0"];
const record = (proxied: Json, type: Json = "A") =>
    cloudflare("dnsRecord:DnsRecord", { name: "faces.example.com", type, proxied });
const SOURCE = 'Firewall "it" ingressRules[0].cidrs[0]';

describe("CLD-03: only 80 and 443 are public, and only to Cloudflare where it stands in front", () => {
    testCases(cld03, [
        {
            title: "allows the web from everywhere, and other ports from listed networks",
            objects: [
                firewall(rule("80", ANYONE), rule("443", ["::/0"]), rule("5432", ["192.0.2.0/24"])),
                firewall(rule("443", ANYONE, { protocol: "udp" })),
            ],
            findings: [],
        },
        {
            title: "allows what is denied, and echo requests",
            objects: [
                firewall(
                    rule("5432", ANYONE, { action: "deny" }),
                    rule("", ANYONE, { protocol: "icmp" }),
                ),
            ],
            findings: [],
        },
        {
            title: "leaves the Kubernetes API and SSH to CLD-01",
            objects: [firewall(rule("6443", ANYONE), rule("22", ANYONE))],
            findings: [],
        },
        {
            title: "refuses other ports from everywhere, alone, in a range, or as all of them",
            objects: [
                firewall(rule("5432", ANYONE)),
                firewall(rule("80-443", ["0.0.0.0/1"])),
                firewall(rule("", ANYONE)),
            ],
            findings: [`violation ${SOURCE}`, `violation ${SOURCE}`, `violation ${SOURCE}`],
        },
        {
            title: "allows Cloudflare's networks alone before proxied records",
            objects: [
                record(true),
                firewall(rule("443", ["173.245.48.0/20", "104.17.0.1", "2606:4700:10::/48"])),
                firewall(rule("22", ["192.0.2.0/24"])),
            ],
            findings: [],
        },
        {
            title: "allows everyone where a record is not proxied, and where none is public",
            objects: [
                record(true),
                record(false),
                record(true, "TXT"),
                firewall(rule("443", ANYONE)),
            ],
            findings: [],
        },
        {
            title: "refuses a network that is more than Cloudflare's, or another",
            objects: [
                record(true),
                firewall(rule("443", ["173.245.48.0/12"])),
                firewall(rule("80", ["192.0.2.0/24"])),
                firewall(rule("443", ["Cloudflare"])),
            ],
            findings: [`violation ${SOURCE}`, `violation ${SOURCE}`, `violation ${SOURCE}`],
        },
        {
            title: "refuses a way past the proxy",
            objects: [record(true), record(null, "CAA"), firewall(rule("443", ANYONE))],
            findings: [`violation ${SOURCE}`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                firewall(rule(UNKNOWN, ANYONE), rule("5432", ANYONE, { action: UNKNOWN })),
                civo("firewall:Firewall", { ingressRules: UNKNOWN }),
                firewall(rule("5432", ANYONE)),
            ],
            findings: [
                'undecided Firewall "it" ingressRules[0].portRange',
                'undecided Firewall "it" ingressRules[1].action',
                'undecided Firewall "it" ingressRules',
                `violation ${SOURCE}`,
            ],
        },
        {
            title: "leaves undecided to whom a port is open where that is not known",
            objects: [
                record(true),
                firewall(rule("443", UNKNOWN)),
                firewall(rule("443", ["173.245.48.0/20", UNKNOWN])),
                firewall(rule("5432", [UNKNOWN])),
                firewall(rule("22", UNKNOWN)),
            ],
            findings: [
                `undecided ${SOURCE}`,
                'undecided Firewall "it" ingressRules[0].cidrs',
                'undecided Firewall "it" ingressRules[0].cidrs[1]',
            ],
        },
        {
            title: "leaves undecided the way past a proxy that may not be there",
            objects: [record(UNKNOWN), firewall(rule("443", ANYONE))],
            findings: ['undecided Firewall "it" proxied'],
        },
        {
            title: "refuses rules that are not a list",
            objects: [civo("firewall:Firewall", { ingressRules: "443" })],
            findings: ['violation Firewall "it" ingressRules'],
        },
    ]);

    it("is mandatory in production only", () => {
        assert.equal(cld03.level, "mandatory in production");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld03, [record(true), firewall(rule("443", ANYONE))]), [
            'CLD-03: Firewall "it" opens the origin to "0.0.0.0/0", past Cloudflare\'s proxy' +
                " (ingressRules[0].cidrs[0]) — Fix: list Cloudflare's networks (https://www.cloudflare.com/ips/)",
        ]);
    });
});
