import { admissionConfigProblems } from "./admissionConfig";
import {
    alertsProblems,
    clusterProblems,
    ingressCertificateProblems,
    ingressDnsProblems,
    meshIdentityProblems,
    networkProblems,
    type Problem,
    userProblems,
} from "./components/index";
import type { Settings } from "./settings";

/** What the components themselves would refuse, by the names of configuration keys. */
export function componentProblems(settings: Settings, known: Problem[]): Problem[] {
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
    "existing.identifier": "existingIdentifier",
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
