import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { readYaml } from "zero-trust-manifests";
import { charts as pinned, type ChartName, type PinnedChart } from "zero-trust-rules";
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

/** What a chart of the platform is besides its place and version. */
type Brought = Partial<Omit<Chart, "name" | "version" | "appVersion">>;

/** What the platform's charts bring, by their names in its table; one that is not here brings no kinds. */
const brought: Partial<Record<ChartName, Brought>> = {
    certManager: {
        reference: "cert-manager",
        locations: ["https://charts.jetstack.io"],
        definitions: (values) =>
            at(values, "crds", "enabled") === true || at(values, "installCRDs") === true
                ? [DefinitionSet.certManager]
                : [],
        keepsDefinitions: (values) => at(values, "crds", "keep") !== false,
    },
    trustManager: {
        reference: "trust-manager",
        locations: ["https://charts.jetstack.io"],
        definitions: (values) =>
            at(values, "crds", "enabled") === false ? [] : [DefinitionSet.trustManager],
        keepsDefinitions: (values) => at(values, "crds", "keep") !== false,
    },
    linkerdCrds: {
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
    linkerdControlPlane: { reference: "linkerd/linkerd-control-plane" },
    linkerdViz: { reference: "linkerd/linkerd-viz" },
    emissaryCrds: {
        reference: "emissary/emissary-crds",
        definitions: () => [DefinitionSet.emissary],
    },
    emissaryIngress: {
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
    polaris: { reference: "polaris" },
    gatekeeper: {
        reference: "gatekeeper",
        definitions: () => [DefinitionSet.gatekeeper],
        keepsDefinitions: () => true,
    },
};

/** Charts of other people's stacks that this stand-in can install as well. */
const others: readonly Chart[] = [
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

function platformChart(key: ChartName): Chart {
    const { repository, chart, version, appVersion }: PinnedChart = pinned[key];
    const { locations = [], reference = "", ...more } = brought[key] ?? {};
    return {
        name: chart.slice(chart.lastIndexOf("/") + 1),
        version,
        appVersion,
        locations: [repository ?? chart, ...locations],
        reference,
        ...more,
    };
}

const charts: readonly Chart[] = [
    ...(Object.keys(pinned) as ChartName[]).map(platformChart),
    ...others,
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
