import assert from "node:assert/strict";
import { cld06 } from "../../rules/cld/cld-06/rule";
import { type Json, type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { cloudflare, lines, testCases, withOptions } from "./support";

const setting = (settingId: Json, value: Json, zone: JsonObject = {}) =>
    cloudflare("zoneSetting:ZoneSetting", { settingId, value, ...zone });
const override = (settings: JsonObject, zone: JsonObject = {}) =>
    cloudflare("zoneSettingsOverride:ZoneSettingsOverride", { settings, ...zone });
const zone = cloudflare("zone:Zone", { name: "example.com" });
const strict = [
    setting("ssl", "strict"),
    setting("min_tls_version", "1.2"),
    setting("always_use_https", "on"),
];
const VALUE = 'ZoneSetting "it" value';

describe("CLD-06: zones verify their origin and speak TLS 1.2 or newer, always", () => {
    testCases(cld06, [
        {
            title: "allows strict settings, however their ids are written, and others",
            objects: [
                zone,
                ...strict,
                setting("minTlsVersion", "1.3"),
                setting("ssl", "origin_pull"),
                setting("brotli", "off"),
                setting("browser_cache_ttl", 14400),
            ],
            findings: [],
        },
        {
            title: "leaves alone a zone of another stack",
            objects: [],
            findings: [],
        },
        {
            title: "refuses settings that weaken TLS",
            objects: [
                setting("ssl", "flexible"),
                setting("ssl", "full"),
                setting("min_tls_version", "1.1"),
                setting("always_use_https", "off"),
                setting("alwaysUseHttps", "off"),
            ],
            findings: Array.from({ length: 5 }, () => `violation ${VALUE}`),
        },
        {
            title: "refuses them in the one resource of the provider's older versions",
            objects: [override({ ssl: "full", minTlsVersion: "1.0", alwaysUseHttps: "off" })],
            findings: [
                'violation ZoneSettingsOverride "it" settings.ssl',
                'violation ZoneSettingsOverride "it" settings.minTlsVersion',
                'violation ZoneSettingsOverride "it" settings.alwaysUseHttps',
            ],
        },
        {
            title: "refuses a zone that is left to Cloudflare's defaults, or in part",
            objects: [zone, setting("ssl", "strict")],
            findings: ['violation Zone "it" name', 'violation Zone "it" name'],
        },
        {
            title: "refuses to count another zone's settings",
            objects: [
                zone,
                ...strict.map((each) =>
                    withOptions(each, { propertyDependencies: { zoneId: ["urn:other"] } }),
                ),
            ],
            findings: Array.from({ length: 3 }, () => 'violation Zone "it" name'),
        },
        {
            title: "refuses to set some for a zone that is made elsewhere, and leave others to it",
            objects: [
                setting("brotli", "off", { zoneId: "example" }),
                setting("ssl", "strict", { zoneId: "example" }),
                setting("min_tls_version", "1.2", { zoneId: "other" }),
            ],
            findings: [
                ...Array.from({ length: 2 }, () => 'violation ZoneSetting "it" zoneId'),
                ...Array.from({ length: 2 }, () => 'violation ZoneSetting "it" zoneId'),
            ],
        },
        {
            title: "allows all of them for a zone that is made elsewhere, and others alone",
            objects: [
                override({ ssl: "strict", minTlsVersion: "1.2" }, { zoneId: "example" }),
                setting("always_use_https", "on", { zoneId: "example" }),
                setting("brotli", "off", { zoneId: "other" }),
                setting("ssl", "strict", { zoneId: UNKNOWN }),
            ],
            findings: [],
        },
        {
            title: "leaves undecided which setting of a zone one is that is not known yet",
            objects: [
                setting("ssl", "strict", { zoneId: "example" }),
                setting("min_tls_version", "1.2", { zoneId: "example" }),
                setting(UNKNOWN, "on", { zoneId: "example" }),
            ],
            findings: [
                'undecided ZoneSetting "it" settingId',
                'undecided ZoneSetting "it" settingId',
            ],
        },
        {
            title: "counts what one resource sets",
            objects: [
                zone,
                override({ ssl: "strict", minTlsVersion: "1.2", alwaysUseHttps: "on" }),
            ],
            findings: [],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [setting(UNKNOWN, "off"), setting("ssl", UNKNOWN), setting("ssl", "flexible")],
            findings: [
                'undecided ZoneSetting "it" settingId',
                `undecided ${VALUE}`,
                `violation ${VALUE}`,
            ],
        },
        {
            title: "refuses a number where a text belongs",
            objects: [setting("min_tls_version", 1.2)],
            findings: [`violation ${VALUE}`],
        },
    ]);

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(cld06, [setting("min_tls_version", "1.0")]), [
            'CLD-06: ZoneSetting "it" has "1.0" and accepts a TLS version that is broken (value)' +
                " — Fix: set it to 1.2 or 1.3",
        ]);
    });
});
