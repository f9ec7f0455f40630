import assert from "node:assert/strict";
import { cld04 } from "../../rules/cld/cld-04/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { cloudflare, kubernetes, lines, testCases, withOptions } from "./support";
import { remedyOf } from "../support/ruleTexts";

const record = (object: JsonObject, kind = "dnsRecord:DnsRecord") =>
    cloudflare(kind, {
        name: "faces.example.com",
        type: "A",
        content: "203.0.113.7",
        proxied: true,
        ...object,
    });
const loadBalancer = kubernetes("core/v1:Service", {
    metadata: { name: "emissary-ingress", namespace: "emissary" },
    spec: { type: "LoadBalancer" },
});
const SERVICE = "urn:pulumi:dev::faces::kubernetes:core/v1:Service::it";
const OBJECT = 'DnsRecord "it"';

describe("CLD-04: public DNS records are proxied, exact, and made from the load balancer", () => {
    testCases(cld04, [
        {
            title: "allows a proxied record, and records that lead to no server",
            objects: [
                record({}),
                record({ type: "TXT", proxied: null }),
                record({ type: "CAA", proxied: null }),
            ],
            findings: [],
        },
        {
            title: "allows what Cloudflare cannot proxy: private addresses, and proofs of ownership",
            objects: [
                record({ content: "10.0.0.7", proxied: false }),
                record({ content: "100.64.0.7", proxied: false }),
                record({ type: "CNAME", name: "_acme.example.com", proxied: false }),
                record({ type: "CNAME", name: "k1._domainkey.example.com", proxied: false }),
            ],
            findings: [],
        },
        {
            title: "refuses a record that shows the origin, by the provider's older name too",
            objects: [
                record({ proxied: false }),
                record({ type: "CNAME", proxied: null }),
                record({ type: "AAAA", proxied: false }, "record:Record"),
            ],
            findings: [
                `violation ${OBJECT} proxied`,
                `violation ${OBJECT} proxied`,
                'violation Record "it" proxied',
            ],
        },
        {
            title: "refuses a wildcard",
            objects: [record({ name: "*.example.com" })],
            findings: [`violation ${OBJECT} name`],
        },
        {
            title: "allows an address that is made from the load balancer, or is not known yet",
            objects: [
                loadBalancer,
                withOptions(record({}), { propertyDependencies: { content: [SERVICE] } }),
                withOptions(record({ content: UNKNOWN }), {}),
                withOptions(record({ type: "CNAME", content: "status.example.net" }), {}),
            ],
            findings: [],
        },
        {
            title: "refuses an address that is written down beside a load balancer",
            objects: [loadBalancer, withOptions(record({}), {})],
            findings: [`violation ${OBJECT} content`],
        },
        {
            title: "knows the ingress' chart for a load balancer",
            objects: [
                kubernetes("helm.sh/v3:Release", {
                    chart: "emissary-ingress",
                    name: "emissary-ingress",
                    namespace: "emissary",
                }),
                withOptions(record({}), {}),
            ],
            findings: [`violation ${OBJECT} content`],
        },
        {
            title: "allows an address that is written down where the stack has no load balancer",
            objects: [withOptions(record({}), {})],
            findings: [],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                record({ type: UNKNOWN }),
                record({ name: UNKNOWN, proxied: UNKNOWN }),
                record({ proxied: false }),
            ],
            findings: [
                `undecided ${OBJECT} type`,
                `undecided ${OBJECT} name`,
                `undecided ${OBJECT} proxied`,
                `violation ${OBJECT} proxied`,
            ],
        },
        {
            title: "refuses a text where true or false belongs",
            objects: [record({ proxied: "true" })],
            findings: [`violation ${OBJECT} proxied`],
        },
    ]);

    it("is advisory", () => {
        assert.equal(cld04.level, "advisory");
    });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld04, [record({ proxied: false })]), [
            `CLD-04: ${OBJECT} shows the origin's address to everyone (proxied) — Fix: ${remedyOf("CLD-04")}`,
        ]);
    });
});
