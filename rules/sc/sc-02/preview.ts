import { chartSource } from "../../chartSource";
import { parseImageReference } from "../../kubernetes/imageReference";
import { judgeImages } from "../../kubernetes/judgeContainers";
import {
    type Reading,
    isUnsettled,
    peek,
    readItems,
    readObject,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, chartName, isChart } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { isWorkload } from "../../kubernetes/workload";

/** Emissary's is the chart of which a value names the image, and which runs outside exempt namespaces. */
const EMISSARY = "emissary-ingress";
const WHOLE = ["values", "image", "fullImageOverride"];
const TAG = ["values", "image", "tag"];
const MORE_CONTAINERS = ["initContainers", "sidecarContainers"];

export const preview: Preview = {
    settings: ["environment", "exemptNamespaces"],
    resource: {
        policy: "sc-02-image-has-a-digest",
        demand: "Every container's image outside the exempt namespaces is named by digest, by the values of Emissary's chart too.",
        appliesTo: (type) => isWorkload(type) || isChart(type),
        check: (resource, settings) =>
            unlessExempt(
                resource,
                settings,
                isChart(resource.type) ? chart(resource) : workload(resource),
            ),
    },
};

function workload(resource: Resource): Verdict[] {
    return judgeImages(resource, ({ digest }, image) =>
        digest === undefined ? byTag(`"${image}"`) : undefined,
    );
}

function byTag(image: string): string {
    return `runs ${image}, which is whatever the registry serves by that tag`;
}

function* chart(release: Resource): Generator<Verdict> {
    const name = chartName(release);
    if (isUnsettled(name)) {
        yield unsettled(release, name);
    } else if (valueOf(name) === EMISSARY) {
        const values = readObject(release.object, ["values"]);
        if (isUnsettled(values)) {
            yield unsettled(release, values);
        } else {
            yield* ingress(release);
            yield* moreContainers(release);
        }
    }
}

function* ingress(release: Resource): Generator<Verdict> {
    const whole = readString(release.object, WHOLE);
    if (isGiven(whole)) {
        yield* image(release, whole);
        return;
    }
    const tag = readString(release.object, TAG);
    if (isGiven(tag)) {
        yield* image(release, tag, "emissary:");
    } else if (!hasValuesElsewhere(release)) {
        yield violation(
            release,
            TAG,
            byTag("the chart's own image"),
            "add the digest of the image that was reviewed to the chart's value image.tag: tag@sha256:…",
        );
    }
}

function* moreContainers(release: Resource): Generator<Verdict> {
    for (const list of MORE_CONTAINERS) {
        const containers = readItems(release.object, ["values", list]);
        if (isUnsettled(containers)) {
            yield unsettled(release, containers);
        }
        for (const container of valueOf(containers) ?? []) {
            yield* image(release, readString(release.object, [...container, "image"]));
        }
    }
}

/** An image, or the part of one that its first part is put before. */
function* image(release: Resource, reading: Reading<string>, before = ""): Generator<Verdict> {
    if (isUnsettled(reading)) {
        yield unsettled(release, reading);
    } else if (reading.state === "known") {
        const reference = parseImageReference(`${before}${reading.value}`);
        if (reference?.digest === undefined) {
            yield violation(release, reading.path, byTag(`"${reading.value}"`));
        }
    }
}

/** An empty text is nothing to the chart. */
function isGiven(reading: Reading<string>): boolean {
    return reading.state !== "absent" && valueOf(reading) !== "";
}

/** The digest may stand in the values of a chart that somebody changed, or in files of values. */
function hasValuesElsewhere(release: Resource): boolean {
    const source = valueOf(chartSource(release));
    return source?.from === "local" || peek(release.object, ["valueYamlFiles", 0]) !== undefined;
}
