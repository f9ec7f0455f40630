import { type X509Certificate } from "node:crypto";
import { parseCertificates } from "./pem";
import {
    type Path,
    type Reading,
    type Unsettled,
    isUnsettled,
    readItems,
    readString,
    valueOf,
} from "./read";
import { type Resource, nameOf } from "./resource";
import { type ResourceIndex } from "./resourceIndex";
import { type Settings } from "./settings";

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

function* anchorTexts(
    index: ResourceIndex,
    settings: Settings,
): Generator<[Resource, Reading<string>]> {
    for (const bundle of bundlesOf(index, settings)) {
        const sources = readItems(bundle.object, ["spec", "sources"]);
        if (isUnsettled(sources)) {
            yield [bundle, sources];
        }
        for (const source of sourcesOf(bundle)) {
            yield [bundle, readString(bundle.object, [...source, "inLine"])];
        }
    }
    for (const configMap of index.ofKind("core", "ConfigMap")) {
        if (valueOf(nameOf(configMap)) === settings.trustBundle) {
            yield [configMap, readString(configMap.object, ["data", "ca-bundle.crt"])];
        }
    }
    for (const release of index.releasesOf("linkerd-control-plane")) {
        yield [release, readString(release.object, ["values", "identityTrustAnchorsPEM"])];
    }
}
