import { chartSource } from "../../chartSource";
import { isUnsettled } from "../../reading/read";
import { isChart } from "../../reading/resource";
import { type Preview, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

/** Locations that serve nothing any more, or nothing that is maintained. */
const RETIRED: readonly string[] = [
    "https://kubernetes-charts.storage.googleapis.com",
    "https://kubernetes-charts-incubator.storage.googleapis.com",
    "https://charts.helm.sh/stable",
    "https://charts.helm.sh/incubator",
    "https://helm.linkerd.io/stable",
    "https://www.getambassador.io",
    "https://app.getambassador.io",
    "https://getambassador.io",
];

export const preview: Preview = {
    settings: ["allowedChartRepositories"],
    resource: {
        policy: "sc-05-chart-from-allowed-repository",
        demand: "Every Helm release and chart comes from a local folder, or by https or oci from one of the allowed repositories that is not retired.",
        appliesTo: isChart,
        *check(resource, settings) {
            const source = chartSource(resource);
            if (isUnsettled(source)) {
                yield unsettled(resource, source);
                return;
            }
            if (source.state === "absent" || source.value.from === "local") {
                return;
            }
            const fault =
                source.value.from === "url"
                    ? faultOf(source.value.url, settings)
                    : "names a chart without a repository, so that the machine decides where it comes from";
            if (fault !== undefined) {
                yield violation(resource, source.path, fault);
            }
        },
    },
};

function faultOf(text: string, { allowedChartRepositories }: Settings): string | undefined {
    if (!URL.canParse(text)) {
        return "has something else than a URL where its repository belongs";
    }
    const url = new URL(text);
    if (url.protocol !== "https:" && url.protocol !== "oci:") {
        return `comes by ${url.protocol.slice(0, -1)}, which proves neither who serves it nor what`;
    }
    if (url.username !== "" || url.password !== "") {
        return "has a user or a password in the URL of its repository";
    }
    if (RETIRED.some((retired) => isBelow(url, retired))) {
        return `comes from ${url.href}, which is retired`;
    }
    return allowedChartRepositories.some((allowed) => isBelow(url, allowed))
        ? undefined
        : `comes from ${url.href}, which is none of the allowed repositories`;
}

/** Compares whole steps of the path, after `..` is resolved. */
function isBelow(url: URL, repository: string): boolean {
    if (!URL.canParse(repository)) {
        return false;
    }
    const base = new URL(repository).href.replace(/\/+$/, "");
    return url.href === base || url.href.startsWith(`${base}/`);
}
