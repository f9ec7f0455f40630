import {
    alertsProblems,
    clusterProblems,
    emissaryImageProblems,
    ingressCertificateProblems,
    ingressDnsProblems,
    meshIdentityProblems,
    networkProblems,
    type Problem,
    proxyImageProblems,
    userProblems,
} from "../components/index";
import { imageProblems } from "../platformImages";
import { admissionConfigProblems } from "./admission";
import { keyFor, type KeyNames } from "./key";
import { emissaryKeys, keys } from "./keys";
import type { Settings } from "./settings";

/** What the components themselves would refuse, by the names of configuration keys. */
export function componentProblems(settings: Settings, known: Problem[]): Problem[] {
    const { host } = settings;
    const found = [
        ...named(keys.cluster, clusterProblems(settings.cluster)),
        ...named(keys.identity, meshIdentityProblems(settings.identity)),
        ...named(keys.dns, ingressDnsProblems({ ...settings.dns, host })),
        ...ingressCertificateProblems({ ...settings.certificate, host, namespace: "emissary" }),
        ...named(keys.auth, userProblems(settings.auth.user)),
        ...nodeNetworksProblems(settings.nodeNetworks),
        ...originProblems(settings),
        ...alertsSettingsProblems(settings),
        ...admissionConfigProblems(settings.admission),
        ...named(
            emissaryKeys,
            emissaryImageProblems({
                ...settings.emissary,
                ingressChart: settings.charts.emissaryIngress,
            }),
        ),
        ...under(
            "charts.linkerdControlPlane",
            proxyImageProblems(settings.charts.linkerdControlPlane),
        ),
        // What decides of images has to be understood, before somebody is told that they are refused.
        ...(known.some(({ path }) => /^(admission|charts)\b|^imageDigests$/.test(path))
            ? []
            : imageProblems(settings)),
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
    const { trustAnchors } = identity;
    return named(keys.alerts, alertsProblems({ ...alerts, trustAnchors }));
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

/** Says problems of what a key holds by its full name. */
function under(key: string, problems: Problem[]): Problem[] {
    return problems.map((problem) => ({ ...problem, path: `${key}.${problem.path}` }));
}

/** Says a component's problems by the names of keys, where its remedies name arguments, too. */
function named(table: KeyNames, problems: Problem[]): Problem[] {
    return problems.map((problem) => ({
        ...problem,
        path: keyFor(table, problem.path),
        remedy:
            typeof problem.remedy === "string"
                ? problem.remedy
                : problem.remedy.map((part) =>
                      typeof part === "string" ? part : { argument: keyFor(table, part.argument) },
                  ),
    }));
}
