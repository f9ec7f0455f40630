import * as pulumi from "@pulumi/pulumi";

import {
    type ChartOverride,
    chartOverrideProblems,
    type ChartOverrides,
    charts,
    type ClusterArgs,
    cloudflareIpv4Networks,
    type ExternalCaArgs,
    imageDigestProblems,
} from "./components/index";
import { type ConfigReader, isRecord } from "./configReader";
import { readExistingCluster } from "./existingClusterConfig";
import { imageNames } from "./platformImages";
import type { ConfigSource, Settings } from "./settings";

/** Where the cluster comes from: Civo, or wherever it is already. */
export function readCluster(read: ConfigReader, source: ConfigSource): ClusterArgs {
    if (read.choice("cluster", ["civo", "existing"]) === "existing") {
        return { existing: readExistingCluster(read, source) };
    }
    return {
        civo: {
            clusterName: read.string("clusterName", "give e.g. zero-trust-dev"),
            region: read.string("clusterRegion", "give e.g. LON1"),
            kubernetesVersion: read.string("clusterKubernetesVersion", "give e.g. 1.34.2-k3s1"),
            nodeSize: read.optionalString("clusterNodeSize"),
            nodeCount: read.integer("clusterNodeCount"),
            cni: read.optionalString("clusterCni"),
            apiAllowedCidrs: read.strings("clusterApiAllowedCidrs"),
            apiOpenToTheInternet: read.boolean("clusterApiOpenToTheInternet"),
            ingressAllowedCidrs: readIngressAllowedCidrs(read),
        },
    };
}

/** Behind Cloudflare's proxy nobody else has to reach the ingress. */
function readIngressAllowedCidrs(read: ConfigReader): string[] | undefined {
    const given = read.strings("clusterIngressAllowedCidrs");
    if (given.length > 0) {
        return given;
    }
    return read.boolean("dnsProxied") === true ? [...cloudflareIpv4Networks] : undefined;
}

/** The CA that signs the identity issuer. */
export function readExternalCa(read: ConfigReader, source: ConfigSource): ExternalCaArgs {
    switch (read.choice("externalCa", ["demonstration", "vault", "existingIssuer"])) {
        case "vault":
            return {
                vault: {
                    server: read.string("vaultServer", "give e.g. https://vault.example.com:8200"),
                    path: read.string(
                        "vaultPath",
                        "give e.g. pki/issuer/default/sign-intermediate",
                    ),
                    role: read.string("vaultRole", "give e.g. linkerd-identity-issuer"),
                    mountPath: read.optionalString("vaultMountPath"),
                    caBundle: readOptionalPem(read, source, "vaultCaBundle"),
                },
            };
        case "existingIssuer":
            return {
                existingIssuer: {
                    name: read.string("existingIssuerName", "give e.g. venafi-clusterissuer"),
                    kind: read.optionalString("existingIssuerKind"),
                    group: read.optionalString("existingIssuerGroup"),
                },
            };
        case "demonstration":
            return {
                demonstration: {
                    certificate: readOptionalPem(read, source, "demonstrationCaCertificate") ?? "",
                    privateKey: pulumi.secret(
                        readOptionalPem(read, source, "demonstrationCaPrivateKey") ?? "",
                    ),
                },
            };
    }
}

function readOptionalPem(
    read: ConfigReader,
    source: ConfigSource,
    key: string,
): string | undefined {
    const value = read.optionalString(key);
    return value === undefined ? undefined : readPem(read, source, key, value);
}

/** The PEM itself, or the content of the file that `value` names; it ends in one newline. */
export function readPem(
    read: ConfigReader,
    source: ConfigSource,
    key: string,
    value: string,
): string {
    try {
        const pem = value.includes("-----BEGIN ") ? value : source.readFile(value);
        return `${pem.trimEnd()}\n`;
    } catch {
        read.problems.push({
            path: key,
            value,
            reason: "is neither PEM nor a file that can be read",
            remedy: "give either; npm run demonstration-ca makes the files of the demonstration CA",
        });
        return "";
    }
}

/** The token, from the configuration or from the environment, as a secret. */
export function readCloudflareApiToken(
    read: ConfigReader,
    source: ConfigSource,
): pulumi.Output<string> {
    const token =
        read.optionalString("cloudflareApiToken") ?? source.environment.CLOUDFLARE_API_TOKEN ?? "";
    if (token === "") {
        read.problems.push({
            path: "cloudflareApiToken",
            reason: "is not set, and neither is CLOUDFLARE_API_TOKEN",
            remedy: "set one of them: pulumi config set --secret cloudflareApiToken",
        });
    }
    return pulumi.secret(token);
}

/** By workload, the digest of the image that was reviewed. */
export function readImageDigests(
    read: ConfigReader,
): Partial<Record<(typeof imageNames)[number], string>> {
    const given = read.object("imageDigests");
    for (const name of Object.keys(given).filter((key) => !imageNames.some((it) => it === key))) {
        read.problems.push({
            path: `imageDigests.${name}`,
            reason: "is not a workload whose image the platform names",
            remedy: `use one of ${imageNames.join(", ")}`,
        });
    }
    const digests: Partial<Record<(typeof imageNames)[number], string>> = {};
    for (const name of imageNames.filter((known) => known in given)) {
        const digest = String(given[name]);
        digests[name] = digest;
        read.problems.push(...imageDigestProblems(`imageDigests.${name}`, digest));
    }
    return digests;
}

/** How alerts reach a Prometheus; absent where there are none. */
export function readAlerts(read: ConfigReader): Settings["alerts"] {
    const isWanted = read.boolean("alerts") ?? false;
    const labels = Object.entries(read.object("alertLabels")).map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    const runbooks = read.optionalString("alertRunbooks");
    return isWanted
        ? { labels: labels.length > 0 ? Object.fromEntries(labels) : undefined, runbooks }
        : undefined;
}

/** The changes to charts, by chart. */
export function readCharts(read: ConfigReader): ChartOverrides {
    const overrides: Record<string, ChartOverride> = {};
    for (const [name, value] of Object.entries(read.object("charts"))) {
        if (!(name in charts)) {
            read.problems.push({
                path: `charts.${name}`,
                reason: "is not a chart of the platform",
                remedy: `use one of ${Object.keys(charts).join(", ")}`,
            });
        } else if (isChartOverride(value)) {
            overrides[name] = value;
            read.problems.push(...chartOverrideProblems(`charts.${name}`, value));
        } else {
            read.problems.push({
                path: `charts.${name}`,
                value,
                reason: "is not a change to a chart",
                remedy: "give version and location as strings, values as an object, nothing else",
            });
        }
    }
    return overrides;
}

function isChartOverride(value: unknown): value is ChartOverride {
    return (
        isRecord(value) &&
        Object.entries(value).every(([key, part]) =>
            key === "values"
                ? isRecord(part)
                : ["version", "location"].includes(key) && typeof part === "string",
        )
    );
}
