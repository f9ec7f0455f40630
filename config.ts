import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { admissionConfigProblems, readAdmission } from "./admissionConfig";
import {
    type AdmissionArgs,
    type AlertsArgs,
    alertsProblems,
    type ChartOverride,
    chartOverrideProblems,
    type ChartOverrides,
    charts,
    type ClusterArgs,
    cloudflareNetworks,
    clusterProblems,
    type ExternalAuthArgs,
    type ExternalCaArgs,
    type FacesArgs,
    facesWorkloadNames,
    imageDigestProblems,
    type IngressCertificateArgs,
    ingressCertificateProblems,
    type IngressDnsArgs,
    ingressDnsProblems,
    type MeshIdentityArgs,
    meshIdentityProblems,
    networkProblems,
    type Problem,
    userProblems,
} from "./components/index";
import { ConfigReader, type ConfigText, configurationError, isRecord } from "./configReader";

/** The stack's configuration, checked and named: what each component needs, and nothing else. */
export interface Settings {
    /** Fully qualified name that the ingress serves. */
    host: string;
    /** Whether the cluster and its DNS records cannot be deleted by mistake. */
    protect: boolean;
    /** Several replicas of everything, and webhooks that fail closed. */
    highAvailability: boolean;
    /** Whether linkerd-viz is installed and may scrape the proxies. */
    linkerdViz: boolean;
    /** Networks that the kubelet probes from. */
    nodeNetworks: string[];
    cluster: ClusterArgs;
    identity: MeshIdentityArgs;
    dns: Omit<IngressDnsArgs, "loadBalancer" | "host">;
    certificate: Omit<IngressCertificateArgs, "namespace" | "host">;
    auth: Pick<ExternalAuthArgs, "user" | "imageDigest">;
    faces: Pick<FacesArgs, "imageDigests">;
    /** How alerts reach a Prometheus; absent where there are none. */
    alerts: Pick<AlertsArgs, "labels" | "runbooks"> | undefined;
    /** Whether Gatekeeper is installed besides, for the rules that look up other objects. */
    gatekeeper: boolean;
    /** How the rules are enforced when an object is admitted. */
    admission: AdmissionArgs;
    charts: ChartOverrides;
}

/** What configuration is read from; the defaults are the engine, the process and the disk. */
export interface ConfigSource {
    text: ConfigText;
    environment: Readonly<Record<string, string | undefined>>;
    readFile: (path: string) => string;
}

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
        cluster: readCluster(read),
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

/** What the components themselves would refuse, by the names of configuration keys. */
function componentProblems(settings: Settings, known: Problem[]): Problem[] {
    const { host } = settings;
    const found = [
        ...renamed(clusterProblems(settings.cluster), clusterKeys),
        ...renamed(meshIdentityProblems(settings.identity), identityKeys),
        ...renamed(ingressDnsProblems({ ...settings.dns, host }), dnsKeys),
        ...ingressCertificateProblems({ ...settings.certificate, host, namespace: "emissary" }),
        ...renamed(userProblems(settings.auth.user), { user: "authUser" }),
        ...nodeNetworksProblems(settings.nodeNetworks),
        ...originProblems(settings),
        ...alertsSettingsProblems(settings),
        ...admissionConfigProblems(settings.admission),
    ];
    // A key that could not be read has been reported, and two components check the host.
    const seen = new Set(known.map(({ path }) => path));
    return found.filter(({ path }) => !seen.has(path) && seen.add(path));
}

function nodeNetworksProblems(networks: string[]): Problem[] {
    return networks.length > 0
        ? networkProblems("nodeNetworks", networks)
        : [
              {
                  path: "nodeNetworks",
                  reason: "is empty, so no proxy would let the kubelet's probes through",
                  remedy: "give the networks that the kubelet probes from, e.g. 10.42.0.0/16",
              },
          ];
}

function alertsSettingsProblems({ alerts, identity }: Settings): Problem[] {
    if (alerts === undefined) {
        return [];
    }
    const labels = Object.keys(alerts.labels ?? {});
    return renamed(alertsProblems({ ...alerts, trustAnchors: identity.trustAnchors }), {
        ...Object.fromEntries(labels.map((key) => [`labels.${key}`, `alertLabels.${key}`])),
        runbooks: "alertRunbooks",
    });
}

/** A zone that verifies its origin takes no certificate of a test CA. */
function originProblems({ dns, certificate }: Settings): Problem[] {
    const isVerified = dns.proxied === true && dns.manageZone === true;
    return isVerified && certificate.acmeEnvironment !== "production"
        ? [
              {
                  path: "acmeEnvironment",
                  value: certificate.acmeEnvironment,
                  reason: "gives the ingress a certificate that Cloudflare does not trust, so that it would answer with error 526",
                  remedy: "set production, or leave dnsProxied or dnsManageZone out",
              },
          ]
        : [];
}

/** Says a component's problems in the names of configuration keys, in their remedies too. */
function renamed(problems: Problem[], keys: Record<string, string>): Problem[] {
    return problems.map((problem) => {
        const argument = problem.path.replace(/\[\d+\]$/, "");
        const index = problem.path.slice(argument.length);
        const remedy = problem.remedy.replace(/\b\w+(\.\w+)+\b/g, (name) => keys[name] ?? name);
        return { ...problem, path: `${keys[argument] ?? argument}${index}`, remedy };
    });
}

const clusterKeys = {
    "civo.clusterName": "clusterName",
    "civo.region": "clusterRegion",
    "civo.kubernetesVersion": "clusterKubernetesVersion",
    "civo.nodeCount": "clusterNodeCount",
    "civo.cni": "clusterCni",
    "civo.apiAllowedCidrs": "clusterApiAllowedCidrs",
    "civo.apiOpenToTheInternet": "clusterApiOpenToTheInternet",
    "civo.ingressAllowedCidrs": "clusterIngressAllowedCidrs",
};

const identityKeys = {
    "externalCa.vault.server": "vaultServer",
    "externalCa.vault.path": "vaultPath",
    "externalCa.vault.role": "vaultRole",
    "externalCa.vault.caBundle": "vaultCaBundle",
    "externalCa.existingIssuer.name": "existingIssuerName",
    "externalCa.demonstration.certificate": "demonstrationCaCertificate",
};

const dnsKeys = { zoneId: "dnsZoneId", recordType: "dnsRecordType", ttl: "dnsTtl" };

function readCluster(read: ConfigReader): ClusterArgs {
    if (read.choice("cluster", ["civo", "existing"]) === "existing") {
        const kubeconfig = read.optionalString("existingKubeconfig");
        return {
            existing: {
                kubeconfig: kubeconfig && pulumi.secret(kubeconfig),
                context: read.optionalString("existingContext"),
            },
        };
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
    return read.boolean("dnsProxied") === true ? [...cloudflareNetworks] : undefined;
}

function readExternalCa(read: ConfigReader, source: ConfigSource): ExternalCaArgs {
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
function readPem(read: ConfigReader, source: ConfigSource, key: string, value: string): string {
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

function readCloudflareApiToken(read: ConfigReader, source: ConfigSource): pulumi.Output<string> {
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

const imageNames = [...facesWorkloadNames, "external-auth"] as const;

function readImageDigests(
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

function readAlerts(read: ConfigReader): Settings["alerts"] {
    const isWanted = read.boolean("alerts") ?? false;
    const labels = Object.entries(read.object("alertLabels")).map(
        ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    const runbooks = read.optionalString("alertRunbooks");
    return isWanted
        ? { labels: labels.length > 0 ? Object.fromEntries(labels) : undefined, runbooks }
        : undefined;
}

function readCharts(read: ConfigReader): ChartOverrides {
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
