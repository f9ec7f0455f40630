import assert from "node:assert/strict";

import {
    IngressDns,
    type IngressDnsArgs,
    ingressDnsProblems,
    recordContent,
} from "../../../components/dns/ingressDns";
import { recordResources } from "../../support/recordResources";

const args: IngressDnsArgs = {
    zoneId: "0123456789abcdef0123456789abcdef",
    host: "faces.example.com",
    loadBalancer: { ip: "203.0.113.20" },
};

const records = async (changes: Partial<IngressDnsArgs>) =>
    (
        await recordResources(() => {
            new IngressDns("dns", { ...args, ...changes });
        })
    )
        .filter(({ type }) => type === "cloudflare:index/dnsRecord:DnsRecord")
        .sort((a, b) => -a.name.localeCompare(b.name))
        .map(({ inputs }) => inputs);

describe("IngressDns", () => {
    it("points an A record at the address and lets only Let's Encrypt issue for the host", async () => {
        assert.deepEqual(await records({}), [
            {
                zoneId: args.zoneId,
                name: "faces.example.com",
                type: "A",
                content: "203.0.113.20",
                proxied: false,
                ttl: 300,
                comment: "The platform's ingress",
            },
            {
                zoneId: args.zoneId,
                name: "faces.example.com",
                type: "CAA",
                data: { flags: 0, tag: "issuewild", value: ";" },
                ttl: 300,
            },
            {
                zoneId: args.zoneId,
                name: "faces.example.com",
                type: "CAA",
                data: { flags: 0, tag: "issue", value: "letsencrypt.org" },
                ttl: 300,
            },
        ]);
    });

    it("points a CNAME at the hostname, with nothing beside it, as DNS demands", async () => {
        const found = await records({
            recordType: "CNAME",
            loadBalancer: { hostname: "lb.example.net" },
        });
        assert.deepEqual(
            found.map(({ type, content }) => [type, content]),
            [["CNAME", "lb.example.net"]],
        );
    });

    it("leaves a zone alone, unless it is the platform's own", async () => {
        const ofZone = async (manageZone?: boolean) =>
            (
                await recordResources(() => {
                    new IngressDns("dns", { ...args, manageZone });
                })
            )
                .filter(({ type }) => type.startsWith("cloudflare:index/zone"))
                .sort((a, b) => a.name.localeCompare(b.name))
                .map(({ inputs }) => inputs);
        assert.deepEqual(await ofZone(), []);
        const { zoneId } = args;
        assert.deepEqual(await ofZone(true), [
            { zoneId, settingId: "always_use_https", value: "on" },
            { zoneId, status: "active" },
            { zoneId, settingId: "min_tls_version", value: "1.2" },
            { zoneId, settingId: "ssl", value: "strict" },
        ]);
    });

    it("lets Cloudflare choose the time to live of a proxied record", async () => {
        const [record] = await records({ proxied: true });
        assert.deepEqual([record?.proxied, record?.ttl], [true, 1]);
    });

    it("says which record type fits when the load balancer has nothing of the asked one", () => {
        assert.throws(
            () => recordContent("faces.example.com", "A", { hostname: "lb.example.net" }),
            {
                message:
                    "faces.example.com: the load balancer has no address; if it has a hostname, set recordType to CNAME",
            },
        );
        assert.throws(() => recordContent("faces.example.com", "CNAME", { ip: "203.0.113.20" }), {
            message:
                "faces.example.com: the load balancer has no hostname; if it has an address, set recordType to A",
        });
    });

    it("reports every problem at once", () => {
        assert.deepEqual(
            ingressDnsProblems({ zoneId: "zone", host: "faces", recordType: "TXT", ttl: 1 }).map(
                ({ path }) => path,
            ),
            ["zoneId", "host", "recordType", "ttl"],
        );
    });

    it("refuses a wildcard host", () => {
        assert.equal(ingressDnsProblems({ ...args, host: "*.example.com" })[0]?.path, "host");
    });
});
