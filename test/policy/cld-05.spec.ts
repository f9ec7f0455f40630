import assert from "node:assert/strict";
import { cld05 } from "../../rules/cld/cld-05/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { type Case, cloudflare, kubernetes, lines, testCases, withOptions } from "./support";
import { remedyOf, titleOf } from "../support/ruleTexts";

const HOST = "faces.example.com";
const issuer = (server: Json) =>
    kubernetes("cert-manager.io/v1:Issuer", {
        metadata: { name: "acme", namespace: "emissary" },
        spec: { acme: { server } },
    });
const letsEncrypt = issuer("https://acme-v02.api.letsencrypt.org/directory");
const certificateFor = (host: string) =>
    kubernetes("cert-manager.io/v1:Certificate", {
        metadata: { name: "faces", namespace: "emissary" },
        spec: { dnsNames: [host], issuerRef: { name: "acme" } },
    });
const certificate = certificateFor(HOST);
const record = (object: JsonObject) => cloudflare("dnsRecord:DnsRecord", object);
const address = (name: Json = HOST, type = "A") => record({ name, type, content: "203.0.113.7" });
const caa = (value: Json, tag: Json = "issue", name: Json = HOST) =>
    record({ name, type: "CAA", data: { flags: 0, tag, value } });
const zone = cloudflare("zone:Zone", { name: "example.com" });
const setting = (object: JsonObject) => cloudflare("zoneSetting:ZoneSetting", object);
const dnssec = (object: JsonObject = {}) => cloudflare("zoneDnssec:ZoneDnssec", object);
const NAME = 'DnsRecord "it" name';

describe(titleOf("CLD-05"), () => {
    testCases(cld05, [
        {
            title: "allows the issuer's CA, and nobody for wildcards",
            objects: [
                letsEncrypt,
                certificate,
                address(),
                caa("letsencrypt.org"),
                caa(";", "issuewild"),
                caa("mailto:security@example.com", "iodef"),
            ],
            findings: [],
        },
        {
            title: "allows parameters, a parent's records, and records in one text",
            objects: [
                letsEncrypt,
                certificate,
                address(),
                caa("letsencrypt.org; validationmethods=dns-01", "issue", "example.com"),
                record({ name: "example.com", type: "CAA", content: '0 issue "letsencrypt.org"' }),
            ],
            findings: [],
        },
        ...Object.entries({
            "https://acme-v02.api.letsencrypt.org/directory": "letsencrypt.org",
            "https://acme-staging-v02.api.letsencrypt.org/directory": "letsencrypt.org",
            "https://dv.acme-v02.api.pki.goog/directory": "pki.goog",
            "https://acme.zerossl.com/v2/DV90": "sectigo.com",
            "https://api.buypass.com/acme/directory": "buypass.com",
            "https://acme.ssl.com/sslcom-dv-rsa": "ssl.com",
        }).flatMap(([server, authority]): Case[] => [
            {
                title: `allows ${authority} to issue by ${server}`,
                objects: [issuer(server), certificate, address(), caa(authority)],
                findings: [],
            },
            {
                title: `refuses whom it is not that issues by ${server}`,
                objects: [
                    issuer(server),
                    certificate,
                    address(),
                    caa(authority),
                    caa("digicert.com"),
                ],
                findings: ['violation DnsRecord "it" data.value'],
            },
        ]),
        ...["a.b.c.faces.example.com", "b.c.faces.example.com", "c.faces.example.com"]
            .concat(HOST, "example.com", "com")
            .map((ancestor) => ({
                title: `climbs from a.b.c.faces.example.com to records at ${ancestor}`,
                objects: [
                    letsEncrypt,
                    certificateFor("a.b.c.faces.example.com"),
                    address("a.b.c.faces.example.com"),
                    caa("letsencrypt.org", "issue", ancestor),
                ],
                findings: [],
            })),
        {
            title: "does not climb to a name that only ends alike",
            objects: [
                letsEncrypt,
                certificateFor("a.faces.example.com"),
                address("a.faces.example.com"),
                caa("letsencrypt.org", "issue", "ces.example.com"),
            ],
            findings: [`violation ${NAME}`],
        },
        {
            title: "leaves alone a CNAME, other hosts, and certificates of elsewhere",
            objects: [
                letsEncrypt,
                certificate,
                address(HOST, "CNAME"),
                address("other.example.com"),
            ],
            findings: [],
        },
        {
            title: "refuses a host for which any CA may issue",
            objects: [
                letsEncrypt,
                certificate,
                address(),
                caa("letsencrypt.org", "issue", "example.org"),
            ],
            findings: [`violation ${NAME}`],
        },
        {
            title: "refuses another CA beside the issuer's, in one text too",
            objects: [
                letsEncrypt,
                certificate,
                address(),
                caa("letsencrypt.org"),
                caa("digicert.com"),
                record({ name: HOST, type: "CAA", content: "0 issue sectigo.com" }),
            ],
            findings: ['violation DnsRecord "it" data.value', 'violation DnsRecord "it" content'],
        },
        {
            title: "refuses records that do not let the issuer's CA issue",
            objects: [
                letsEncrypt,
                certificate,
                address(),
                caa(";"),
                caa("letsencrypt.org", "issue", "example.com"),
            ],
            findings: [`violation ${NAME}`],
        },
        {
            title: "asks for records of a CA that it does not know, and not for whose",
            objects: [
                issuer("https://acme.example.com/dir"),
                certificate,
                address(),
                caa("example.com"),
            ],
            findings: [],
        },
        {
            title: "allows a zone with DNSSEC, and a zone of another stack",
            objects: [
                zone,
                withOptions(dnssec(), { propertyDependencies: { zoneId: ["urn:other"] } }),
                dnssec({ status: "active" }),
            ],
            findings: [],
        },
        {
            title: "refuses a zone of elsewhere whose settings it makes, and not its DNSSEC",
            objects: [
                setting({ zoneId: "example" }),
                setting({ zoneId: "signed" }),
                dnssec({ zoneId: "signed" }),
                dnssec({ zoneId: "another" }),
            ],
            findings: ['violation ZoneSetting "it" zoneId'],
        },
        {
            title: "leaves undecided whose DNSSEC it is while the zone is not known",
            objects: [setting({ zoneId: "example" }), dnssec({ zoneId: UNKNOWN })],
            findings: ['undecided ZoneSetting "it" zoneId'],
        },
        {
            title: "refuses another CA for wildcards, to whom nobody need let the issuer's CA issue",
            objects: [
                letsEncrypt,
                certificate,
                address(),
                caa("letsencrypt.org"),
                caa("digicert.com", "issuewild"),
                record({ name: HOST, type: "CAA", content: "0 IssueWild sectigo.com" }),
            ],
            findings: ['violation DnsRecord "it" data.value', 'violation DnsRecord "it" content'],
        },
        {
            title: "refuses records that let the issuer's CA issue for wildcards alone",
            objects: [letsEncrypt, certificate, address(), caa("letsencrypt.org", "issuewild")],
            findings: [`violation ${NAME}`],
        },
        {
            title: "refuses a zone without DNSSEC of its own",
            objects: [
                zone,
                withOptions(dnssec(), { propertyDependencies: { zoneId: ["urn:other"] } }),
            ],
            findings: ['violation Zone "it" name'],
        },
        {
            title: "refuses to switch DNSSEC off",
            objects: [dnssec({ status: "disabled" })],
            findings: ['violation ZoneDnssec "it" status'],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                letsEncrypt,
                certificate,
                address(),
                caa("a", "issue", UNKNOWN),
                dnssec({ status: UNKNOWN }),
            ],
            findings: ['undecided ZoneDnssec "it" status', `undecided ${NAME}`],
        },
        {
            title: "leaves undecided a CAA record whose value is not known yet",
            objects: [letsEncrypt, certificate, address(), caa(UNKNOWN)],
            findings: ['undecided DnsRecord "it" data.value'],
        },
        {
            title: "refuses a tag that is no text",
            objects: [letsEncrypt, certificate, address(), caa("letsencrypt.org", 7)],
            findings: ['violation DnsRecord "it" data.tag'],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld05, [letsEncrypt, certificate, address()]), [
            'CLD-05: DnsRecord "it" is a host for which any CA may issue: there is no CAA record (name)' +
                ` — Fix: ${remedyOf("CLD-05")}`,
        ]);
    });
});
