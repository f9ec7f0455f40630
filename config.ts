import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { readAdmission } from "./admissionConfig";
import { componentProblems } from "./configProblems";
import { ConfigReader, configurationError } from "./configReader";
import {
    readAlerts,
    readCharts,
    readCloudflareApiToken,
    readCluster,
    readExternalCa,
    readImageDigests,
    readPem,
} from "./configReaders";
import type { ConfigSource, Settings } from "./settings";

function fromEngine(): ConfigSource {
    const config = new pulumi.Config();
    return {
        text: (key) => config.get(key),
        environment: process.env,
        readFile: (path) => readFileSync(path, "utf8"),
    };
}

/**
 * Turns the stack's configuration into settings.
 * @throws pulumi.RunError naming every problem with key, value, reason and remedy.
 */
export function loadSettings(source: ConfigSource = fromEngine()): Settings {
    const read = new ConfigReader(source.text);
    const { "external-auth": authDigest, ...facesDigests } = readImageDigests(read);
    const highAvailability = read.boolean("highAvailability") ?? false;
    const settings: Settings = {
        host: read.string("host", "give the name to serve, e.g. faces.example.com"),
        protect: read.boolean("protect") ?? false,
        highAvailability,
        linkerdViz: read.boolean("linkerdViz") ?? true,
        nodeNetworks: read.strings("nodeNetworks"),
        cluster: readCluster(read, source),
        identity: {
            trustAnchors: read
                .strings("trustAnchors")
                .map((anchor, index) => readPem(read, source, `trustAnchors[${index}]`, anchor)),
            externalCa: readExternalCa(read, source),
            trustDomain: read.optionalString("trustDomain"),
        },
        dns: {
            zoneId: read.string(
                "dnsZoneId",
                "give the zone's id, shown on its overview page at Cloudflare",
            ),
            recordType: read.optionalString("dnsRecordType"),
            proxied: read.boolean("dnsProxied"),
            ttl: read.integer("dnsTtl"),
            manageZone: read.boolean("dnsManageZone"),
        },
        certificate: {
            acmeEmail: read.string("acmeEmail", "give an address that somebody reads"),
            acmeEnvironment: read.optionalString("acmeEnvironment"),
            cloudflareApiToken: readCloudflareApiToken(read, source),
        },
        auth: { user: read.optionalString("authUser"), imageDigest: authDigest },
        faces: { imageDigests: facesDigests },
        alerts: readAlerts(read),
        gatekeeper: read.boolean("gatekeeper") ?? false,
        admission: readAdmission(read, {
            production: highAvailability,
            trustDomain: read.optionalString("trustDomain"),
        }),
        charts: readCharts(read),
    };
    const problems = [...read.problems, ...componentProblems(settings, read.problems)];
    if (problems.length > 0) {
        throw new pulumi.RunError(configurationError(problems));
    }
    return settings;
}
