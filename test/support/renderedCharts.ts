import { readAllYaml } from "../../manifests/yaml";
import { findReferenceData } from "../../sandbox/referenceData";
import { brings } from "../../sandbox/standins/chartBehaviours";
import type { Installation } from "../../sandbox/standins/installation";
import { locateChart } from "../../sandbox/standins/charts";
import { Cluster } from "../../sandbox/standins/cluster";
import { emissaryImage } from "../../sandbox/standins/emissaryChart";
import { at, isPlainObject, textAt, type PlainObject } from "../../sandbox/standins/properties";
import { World } from "../../sandbox/standins/world";
import { partOfReferenceDataFor } from "./notChecked";
import type { RecordedResource } from "./recordResources";

/** What the real charts were rendered to: as the program is by default, or highly available. */
export type Profile = "dev" | "ha";

/** The objects of a real chart, hooks included; undefined where they are not at hand. */
export function renderedChart(chart: string, profile: Profile): PlainObject[] | undefined {
    const text = findReferenceData()?.text("rendered-charts", profile, `${chart}.yaml`);
    return text === undefined ? undefined : (readAllYaml(text) as PlainObject[]);
}

/** Whether the shapes of the real charts are at hand. */
export const hasRenderedCharts = renderedChart("emissary-ingress", "ha") !== undefined;

/** The chart of a recorded Release, as its templates see it. */
export function installationOf({ inputs }: RecordedResource): Installation {
    const chart = locateChart(inputs as PlainObject);
    if (typeof chart === "string") {
        throw new Error(chart);
    }
    const { values } = inputs as PlainObject;
    return {
        chart: chart.name,
        chartVersion: chart.version,
        appVersion: chart.appVersion,
        name: textAt(inputs as PlainObject, "name") ?? "",
        namespace: textAt(inputs as PlainObject, "namespace") ?? "",
        values: isPlainObject(values) ? values : {},
    };
}

/** What the charts of recorded Releases bring: in the real charts' shape where that is at hand. */
export function chartObjects(
    resources: readonly RecordedResource[],
    profile: Profile,
): PlainObject[] {
    const cluster = new Cluster(new World());
    return resources
        .filter(({ type }) => type === "kubernetes:helm.sh/v3:Release")
        .map(installationOf)
        .flatMap(
            (installation) =>
                partOfReferenceDataFor(
                    renderedChart(installation.chart, profile),
                    "the real charts' objects",
                )?.map((object) =>
                    withValues(inNamespace(object, installation.namespace), installation),
                ) ?? brings(cluster, installation).map(({ state }) => state),
        );
}

/** Helm puts what names no namespace into that of the release; what has none is not asked for one. */
function inNamespace(object: PlainObject, namespace: string): PlainObject {
    const { metadata } = object;
    return isPlainObject(metadata) ? { ...object, metadata: { namespace, ...metadata } } : object;
}

/** What Emissary's template takes from values that a stack may have given since it was rendered. */
function withValues(object: PlainObject, installation: Installation): PlainObject {
    if (installation.chart !== "emissary-ingress" || object.kind !== "Deployment") {
        return object;
    }
    const changed = structuredClone(object);
    const [container] = at(changed, "spec", "template", "spec", "containers") as [PlainObject];
    container.image = emissaryImage(installation);
    const annotations = at(changed, "spec", "template", "metadata", "annotations") as PlainObject;
    Object.assign(annotations, at(installation.values, "podAnnotations"));
    return changed;
}
