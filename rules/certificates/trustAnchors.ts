import type { Path } from "zero-trust-manifests";
import { type X509Certificate } from "node:crypto";
import { parseCertificates } from "./pem";
import {
    type Reading,
    type Unsettled,
    isUnsettled,
    readItems,
    readString,
    valueOf,
} from "../reading/read";
import { type Resource, chartName, isChart, isKind, nameOf } from "../reading/resource";
import { type ResourceIndex } from "../reading/resourceIndex";
import { type Settings } from "../settings";

/** Key of the ConfigMap that Linkerd reads. */
export const BUNDLE_KEY = "ca-bundle.crt";

export function isBundle(type: string): boolean {
    return isKind(type, "trust.cert-manager.io", "Bundle");
}

export interface TrustAnchors {
    readonly certificates: readonly X509Certificate[];
    /** Why the list may be incomplete: an anchor is not known yet, or cannot be read. */
    readonly unsettled: readonly { readonly resource: Resource; readonly reading: Unsettled }[];
}

/** The mesh's public trust anchors, wherever the stack gives them. */
export function trustAnchorsOf(index: ResourceIndex, settings: Settings): TrustAnchors {
    const certificates: X509Certificate[] = [];
    const open: { resource: Resource; reading: Unsettled }[] = [];
    for (const [resource, reading] of anchorTexts(index, settings)) {
        if (isUnsettled(reading)) {
            open.push({ resource, reading });
        } else if (reading.state === "known") {
            const parsed = parseCertificates(reading.value);
            certificates.push(...parsed.certificates);
            if (parsed.unreadable > 0 || parsed.certificates.length === 0) {
                const path = reading.path;
                open.push({
                    resource,
                    reading: { state: "malformed", path, expected: "certificates in PEM" },
                });
            }
        }
    }
    return { certificates, unsettled: open };
}

export function bundlesOf(index: ResourceIndex, settings: Settings): readonly Resource[] {
    return index
        .ofKind("trust.cert-manager.io", "Bundle")
        .filter((bundle) => valueOf(nameOf(bundle)) === settings.trustBundle);
}

/** The paths of a Bundle's sources; none where the list itself cannot be told. */
export function sourcesOf(bundle: Resource): readonly Path[] {
    return valueOf(readItems(bundle.object, ["spec", "sources"])) ?? [];
}

/** The trust anchors in PEM that an object gives; nothing where it gives none. */
export function* anchorTextsIn(resource: Resource, settings: Settings): Generator<Reading<string>> {
    const { type } = resource;
    const [name, wanted] = isChart(type)
        ? [chartName(resource), "linkerd-control-plane"]
        : [nameOf(resource), settings.trustBundle];
    if (!isUnsettled(name) && valueOf(name) !== wanted) {
        return;
    }
    for (const text of isBundle(type) ? bundleTexts(resource) : [singleText(resource)]) {
        if (text.state !== "absent") {
            yield isUnsettled(name) ? name : text;
        }
    }
}

function* bundleTexts(bundle: Resource): Generator<Reading<string>> {
    const sources = readItems(bundle.object, ["spec", "sources"]);
    if (isUnsettled(sources)) {
        yield sources;
    }
    for (const source of sourcesOf(bundle)) {
        yield readString(bundle.object, [...source, "inLine"]);
    }
}

function singleText({ object, type }: Resource): Reading<string> {
    return readString(
        object,
        isChart(type) ? ["values", "identityTrustAnchorsPEM"] : ["data", BUNDLE_KEY],
    );
}

/** What of the stack gives the mesh's trust anchors. */
export function anchorHoldersOf(index: ResourceIndex, settings: Settings): readonly Resource[] {
    return [
        ...bundlesOf(index, settings),
        ...index
            .ofKind("core", "ConfigMap")
            .filter((configMap) => valueOf(nameOf(configMap)) === settings.trustBundle),
        ...index.releasesOf("linkerd-control-plane"),
    ].filter((holder) => !anchorTextsIn(holder, settings).next().done);
}

function* anchorTexts(
    index: ResourceIndex,
    settings: Settings,
): Generator<[Resource, Reading<string>]> {
    for (const holder of anchorHoldersOf(index, settings)) {
        for (const text of anchorTextsIn(holder, settings)) {
            yield [holder, text];
        }
    }
}
