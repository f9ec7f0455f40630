import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import {
    type ClusterArgs,
    cloudflareIpv4Networks,
    type ExternalCaArgs,
    proxyImages,
} from "../components/index";
import { readAdmission } from "./admission";
import { readCharts } from "./charts";
import { componentProblems } from "./componentProblems";
import { ConfigReader, configurationError } from "./configReader";
import type { ConfigSource } from "./configSource";
import { readExistingCluster } from "./existingCluster";
import { readImageDigests } from "./imageDigests";
import { type Keys, readKeys, type Values } from "./key";
import { keys } from "./keys";
import type { Settings } from "./settings";

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
    const reader = new ConfigReader(source);
    const read = <Table extends Keys>(table: Table): Values<Table> => readKeys(table, reader);
    const {
        host,
        protect,
        highAvailability,
        linkerdViz,
        nodeNetworks,
        clusterFrom,
        externalCaFrom,
        approverPolicy,
        alertsWanted,
        gatekeeper,
    } = keys;
    const plain = read({ host, protect, highAvailability, linkerdViz, nodeNetworks });
    const cluster = readCluster(clusterFrom.read(reader), reader);
    const { trustAnchors, trustDomain } = keys.identity;
    const identity: Settings["identity"] = {
        ...read({ trustAnchors, trustDomain }),
        externalCa: readExternalCa(externalCaFrom.read(reader), reader),
    };
    const { problems } = reader;
    const {
        "external-auth": authDigest,
        "emissary-ingress": emissaryDigest,
        ...facesDigests
    } = readImageDigests(keys.imageDigests.read(reader), problems);
    const charts = readCharts(keys.charts.read(reader), problems);
    const settings: Settings = {
        ...plain,
        cluster,
        identity,
        dns: read(keys.dns),
        ...read({ approverPolicy }),
        certificate: read(keys.certificate),
        emissary: { imageDigest: emissaryDigest },
        auth: { ...read(keys.auth), imageDigest: authDigest },
        faces: { imageDigests: facesDigests },
        alerts: alertsWanted.read(reader) ? readAlerts(read(keys.alerts)) : undefined,
        ...read({ gatekeeper }),
        admission: readAdmission(keys.admission.read(reader), problems, {
            production: plain.highAvailability,
            identity,
            proxyImages: proxyImages(charts.linkerdControlPlane),
        }),
        charts,
    };
    const all = [...problems, ...componentProblems(settings, problems)];
    if (all.length > 0) {
        throw new pulumi.RunError(configurationError(all));
    }
    return settings;
}

/** Where the cluster comes from: Civo, or wherever it is already. */
function readCluster(from: "civo" | "existing", reader: ConfigReader): ClusterArgs {
    if (from === "existing") {
        return { existing: readExistingCluster(reader) };
    }
    const { ingressAllowedCidrs: given, ...civo } = readKeys(keys.cluster.civo, reader);
    // Behind Cloudflare's proxy nobody else has to reach the ingress.
    const usual = keys.dns.proxied.read(reader) ? [...cloudflareIpv4Networks] : undefined;
    return { civo: { ...civo, ingressAllowedCidrs: given.length > 0 ? given : usual } };
}

/** The CA that signs the identity issuer. */
function readExternalCa(
    from: "demonstration" | "vault" | "existingIssuer",
    reader: ConfigReader,
): ExternalCaArgs {
    const { externalCa } = keys.identity;
    switch (from) {
        case "vault":
            return { vault: readKeys(externalCa.vault, reader) };
        case "existingIssuer":
            return { existingIssuer: readKeys(externalCa.existingIssuer, reader) };
        case "demonstration": {
            const { certificate = "", privateKey } = readKeys(externalCa.demonstration, reader);
            return { demonstration: { certificate, privateKey } };
        }
    }
}

/** How alerts reach a Prometheus. */
function readAlerts({ labels, runbooks }: Values<typeof keys.alerts>): Settings["alerts"] {
    const given = Object.entries(labels).map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    return { labels: given.length > 0 ? Object.fromEntries(given) : undefined, runbooks };
}
