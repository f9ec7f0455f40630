import assert from "node:assert/strict";
import { CloudflareStandIn } from "../../../sandbox/standins/cloudflare";
import { secret, unknown } from "../../../sandbox/standins/properties";
import { World } from "../../../sandbox/standins/world";
import { Sandbox, type EngineClient } from "./engineClient";

const type = "cloudflare:index/dnsRecord:DnsRecord";
const zoneId = "0123456789abcdef0123456789abcdef";
const address = { zoneId, name: "faces.example.com", type: "A", content: "203.0.113.20", ttl: 300 };
const caa = {
    zoneId,
    name: "faces.example.com",
    type: "CAA",
    data: { flags: 0, tag: "issue", value: "letsencrypt.org" },
    ttl: 300,
};

describe("the stand-in for Cloudflare", () => {
    const sandbox = new Sandbox();
    let cloudflare: EngineClient;

    before(async () => {
        await sandbox.start();
        cloudflare = sandbox.provider("cloudflare");
    });

    after(() => sandbox.remove());

    it("makes a record and finds it by its id", async () => {
        const record = await cloudflare.create(type, "a", address);
        const read = await cloudflare.read(type, `${zoneId}/${record.id}`, record);
        assert.equal(read?.content, "203.0.113.20");
        assert.equal(read.proxied, false);
        await cloudflare.delete(record);
        assert.equal(await cloudflare.read(type, record.id), undefined);
    });

    it("previews a record whose content is still unknown", async () => {
        const state = await cloudflare.preview(type, "a", { ...address, content: unknown });
        assert.equal(state.content, unknown);
        assert.equal(state.createdOn, unknown);
    });

    it("refuses an identical record, also of structured data", async () => {
        for (const inputs of [address, caa]) {
            const record = await cloudflare.create(type, "first", inputs);
            await assert.rejects(cloudflare.create(type, "second", inputs), {
                message:
                    "400 Bad Request: An identical record already exists. (code 81058): " +
                    `${inputs.type} faces.example.com`,
            });
            await cloudflare.delete(record);
        }
    });

    it("refuses a CNAME beside an address of the same name", async () => {
        const record = await cloudflare.create(type, "a", address);
        const alias = { ...address, type: "CNAME", content: "lb.example.com" };
        await assert.rejects(cloudflare.create(type, "alias", alias), /code 81053/);
        await cloudflare.delete(record);
    });

    for (const { title, inputs, failure } of [
        {
            title: "an A record's content that is no IPv4 address",
            inputs: { ...address, content: "lb.example.com" },
            failure: 'content: "lb.example.com" is no IPv4 address; an A record needs one',
        },
        {
            title: "a CNAME's content that is an address",
            inputs: { ...address, type: "CNAME" },
            failure: 'content: "203.0.113.20" is no host name; a CNAME record needs one',
        },
        {
            title: "a CAA record's tag that is none",
            inputs: { ...caa, data: { ...caa.data, tag: "isue" } },
            failure: 'data.tag: "isue" is no CAA tag; give issue, issuewild or iodef',
        },
        {
            title: "a proxied record with a TTL of its own",
            inputs: { ...address, proxied: true },
            failure: "ttl: 300 cannot be had with proxied: true; give 1 for automatic",
        },
        {
            title: "a zone id that is none",
            inputs: { ...address, zoneId: "example.com" },
            failure:
                'zoneId: "example.com" is no zone id; it has 32 hexadecimal digits, ' +
                "see the dashboard",
        },
    ]) {
        it(`refuses ${title}`, async () => {
            assert.deepEqual((await cloudflare.check(type, "r", inputs)).failures, [failure]);
        });
    }

    it("does not repeat a secret in a refusal", async () => {
        const { failures } = await cloudflare.check(type, "r", {
            ...address,
            content: secret("hunter2"),
        });
        assert.deepEqual(failures, [
            'content: "[secret]" is no IPv4 address; an A record needs one',
        ]);
    });

    it("replaces a record that moves to another zone, and updates one that points elsewhere", async () => {
        const record = await cloudflare.create(type, "a", address);
        const elsewhere = { ...address, content: "203.0.113.21" };
        assert.deepEqual((await cloudflare.diff(record, elsewhere)).replaces, []);
        const moved = { ...address, zoneId: zoneId.replaceAll("0", "1") };
        assert.deepEqual((await cloudflare.diff(record, moved)).replaces, ["zoneId"]);
        const updated = await cloudflare.update(record, elsewhere);
        assert.equal(updated.state.content, "203.0.113.21");
        await cloudflare.delete(record);
    });

    describe("of a zone", () => {
        const setting = "cloudflare:index/zoneSetting:ZoneSetting";
        const dnssec = "cloudflare:index/zoneDnssec:ZoneDnssec";
        const strict = { zoneId, settingId: "ssl", value: "strict" };

        it("keeps a setting under the zone's id, changes it, and replaces it by another", async () => {
            const made = await cloudflare.create(setting, "ssl", strict);
            assert.equal(made.id, `${zoneId}/ssl`);
            assert.equal((await cloudflare.read(setting, made.id, made))?.value, "strict");
            const full = { ...strict, value: "full" };
            assert.deepEqual((await cloudflare.diff(made, full)).replaces, []);
            assert.equal((await cloudflare.update(made, full)).state.value, "full");
            const other = { ...strict, settingId: "min_tls_version", value: "1.2" };
            assert.deepEqual((await cloudflare.diff(made, other)).replaces, ["settingId"]);
            await cloudflare.delete(made);
            assert.equal(await cloudflare.read(setting, made.id), undefined);
        });

        it("signs a zone", async () => {
            const made = await cloudflare.create(dnssec, "dnssec", { zoneId, status: "active" });
            assert.deepEqual([made.id, made.state.algorithm], [zoneId, "13"]);
            await cloudflare.delete(made);
        });

        it("refuses a value that a setting cannot have", async () => {
            const wrong = { ...strict, value: "stict" };
            assert.deepEqual((await cloudflare.check(setting, "ssl", wrong)).failures, [
                'value: "stict" is not a value of it; give one of off, flexible, full, strict, origin_pull',
            ]);
            const off = { zoneId, status: "off" };
            assert.deepEqual((await cloudflare.check(dnssec, "dnssec", off)).failures, [
                'status: "off" is not a value of it; give one of active, disabled',
            ]);
        });
    });

    it("wants an API token", () => {
        const cloudflare = new CloudflareStandIn(new World(), {});
        assert.throws(() => {
            cloudflare.configure({});
        }, /^ProviderError: cloudflare: no API token; set cloudflare:apiToken/);
        cloudflare.configure({ apiToken: "stand-in" });
    });
});
