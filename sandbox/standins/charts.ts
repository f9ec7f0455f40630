import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { readYaml } from "zero-trust-manifests";
import { DefinitionSet } from "./customResources";
import { at, textAt, type PlainObject, type PlainValue } from "./properties";

/** A chart that this stand-in can install. */
export interface Chart {
    name: string;
    version: string;
    appVersion: string;
    /** Repositories that hold it, and `oci://` addresses of the chart itself. */
    locations: readonly string[];
    /** Its folder in the reference data. */
    reference: string;
    /** The definitions that it brings, given its values. */
    definitions?: (values: PlainObject) => DefinitionSet[];
    /** Whether its definitions outlive it, given its values. */
    keepsDefinitions?: (values: PlainObject) => boolean;
    /** Values that its templates read although `values.yaml` does not show them. */
    undocumentedValues?: readonly string[];
    /** A chart folder on disk, where it came from there. */
    folder?: string;
}

const jetstack = "https://charts.jetstack.io";
const linkerdEdge = "https://helm.linkerd.io/edge";
const emissary = "oci://ghcr.io/emissary-ingress";

/** The charts of a zero trust platform, each at the newest version that works with the others. */
const charts: readonly Chart[] = [
    {
        name: "cert-manager",
        version: "v1.21.1",
        appVersion: "v1.21.1",
        locations: [jetstack, "oci://quay.io/jetstack/charts/cert-manager"],
        reference: "cert-manager",
        definitions: (values) =>
            at(values, "crds", "enabled") === true || at(values, "installCRDs") === true
                ? [DefinitionSet.certManager]
                : [],
        keepsDefinitions: (values) => at(values, "crds", "keep") !== false,
    },
    {
        name: "trust-manager",
        version: "v0.24.0",
        appVersion: "v0.24.0",
        locations: [jetstack, "oci://quay.io/jetstack/charts/trust-manager"],
        reference: "trust-manager",
        definitions: (values) =>
            at(values, "crds", "enabled") === false ? [] : [DefinitionSet.trustManager],
        keepsDefinitions: (values) => at(values, "crds", "keep") !== false,
    },
    {
        name: "linkerd-crds",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
        locations: [linkerdEdge],
        reference: "linkerd/linkerd-crds",
        definitions: (values) =>
            at(values, "installGatewayAPI") === true ||
            ["enableHttpRoutes", "enableTlsRoutes", "enableTcpRoutes"].some(
                (name) => at(values, name) === true,
            )
                ? [DefinitionSet.linkerd, DefinitionSet.linkerdGatewayApi]
                : [DefinitionSet.linkerd],
        undocumentedValues: ["enableHttpRoutes", "enableTlsRoutes", "enableTcpRoutes"],
    },
    {
        name: "linkerd-control-plane",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
        locations: [linkerdEdge],
        reference: "linkerd/linkerd-control-plane",
    },
    {
        name: "linkerd-viz",
        version: "2026.8.3",
        appVersion: "edge-26.8.3",
        locations: [linkerdEdge],
        reference: "linkerd/linkerd-viz",
    },
    {
        name: "emissary-crds-chart",
        version: "4.1.0",
        appVersion: "4.1.0",
        locations: [`${emissary}/emissary-crds-chart`],
        reference: "emissary/emissary-crds",
        definitions: () => [DefinitionSet.emissary],
    },
    {
        name: "emissary-ingress",
        version: "4.1.0",
        appVersion: "4.1.0",
        locations: [`${emissary}/emissary-ingress`],
        reference: "emissary/emissary-ingress",
        undocumentedValues: [
            "service.loadBalancerIP",
            "module",
            "image.fullImageOverride",
            // Security contexts of Kubernetes, of which the chart lists what it sets.
            "security.podSecurityContext",
            "security.containerSecurityContext",
        ],
    },
    {
        name: "polaris",
        version: "6.0.0",
        appVersion: "10.2.0",
        locations: ["https://charts.fairwinds.com/stable"],
        reference: "polaris",
    },
    {
        name: "gatekeeper",
        version: "3.23.0",
        appVersion: "v3.23.0",
        locations: ["https://open-policy-agent.github.io/gatekeeper/charts"],
        reference: "gatekeeper",
        definitions: () => [DefinitionSet.gatekeeper],
        keepsDefinitions: () => true,
    },
    {
        name: "kube-prometheus-stack",
        version: "88.5.3",
        appVersion: "v0.93.1",
        locations: ["https://prometheus-community.github.io/helm-charts"],
        reference: "kube-prometheus-stack",
        definitions: (values) =>
            at(values, "crds", "enabled") === false ? [] : [DefinitionSet.prometheus],
        keepsDefinitions: () => true,
    },
    {
        name: "vault",
        version: "0.34.1",
        appVersion: "2.0.4",
        locations: ["https://helm.releases.hashicorp.com"],
        reference: "vault",
    },
    {
        name: "openbao",
        version: "0.29.2",
        appVersion: "v2.6.2",
        locations: [
            "https://openbao.github.io/openbao-helm",
            "oci://ghcr.io/openbao/charts/openbao",
        ],
        reference: "openbao",
    },
    {
        name: "faces-chart",
        version: "2.0.0",
        appVersion: "2.0.0",
        locations: ["oci://ghcr.io/buoyantio/faces-chart"],
        reference: "faces",
    },
];

/** The chart that a Release's inputs name, or why there is none, as Helm would say it. */
export function locateChart(inputs: PlainObject): Chart | string {
    const name = textAt(inputs, "chart") ?? "";
    const repository = textAt(inputs, "repositoryOpts", "repo")?.replace(/\/$/, "");
    const version = textAt(inputs, "version") ?? "";
    if (name.startsWith("oci://")) {
        return located(name, (chart) => chart.locations.includes(name), version);
    }
    if (repository?.startsWith("oci://") === true) {
        const address = `${repository}/${name}`;
        return located(address, (chart) => chart.locations.includes(address), version);
    }
    if (repository !== undefined) {
        return located(
            `${repository} ${name}`,
            (chart) => chart.name === name && chart.locations.includes(repository),
            version,
        );
    }
    return existsSync(path.join(name, "Chart.yaml"))
        ? localChart(name, version)
        : `chart "${name}" not found; give repositoryOpts.repo, an oci:// address or a chart folder`;
}

function located(
    address: string,
    matches: (chart: Chart) => boolean,
    version: string,
): Chart | string {
    const chart = charts.find(matches);
    if (chart === undefined) {
        return `chart "${address}" not found; the stand-in knows ${charts
            .map((each) => `${each.locations.join(" or ")} ${each.name} ${each.version}`)
            .join(", ")}`;
    }
    // A repository is searched by semantic version, a registry by tag.
    const same =
        version === chart.version ||
        (!address.startsWith("oci://") && version === chart.version.replace(/^v/, ""));
    return version === "" || same
        ? chart
        : `chart "${chart.name}" version "${version}" not found in ${address}; ` +
              `the stand-in knows version ${chart.version}`;
}

/** A chart folder; what it brings to a cluster is known by the chart's name. */
function localChart(folder: string, version: string): Chart | string {
    const metadata = readYaml(readFileSync(path.join(folder, "Chart.yaml"), "utf8")) as PlainValue;
    const name = textAt(metadata, "name") ?? path.basename(folder);
    const known = charts.find((chart) => chart.name === name);
    const found = textAt(metadata, "version") ?? "";
    if (version !== "" && version !== found) {
        return `chart folder "${folder}" has version "${found}", not "${version}"`;
    }
    return {
        locations: [],
        reference: "",
        ...known,
        name,
        version: found,
        appVersion: textAt(metadata, "appVersion") ?? "",
        folder: path.resolve(folder),
    };
}
