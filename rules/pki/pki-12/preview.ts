import type { Path } from "zero-trust-manifests";
import { read } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, unsettled, violation } from "../../rule";
import {
    anchorHoldersOf,
    anchorTextsIn,
    isBundle,
    sourcesOf,
    trustAnchorsOf,
} from "../../certificates/trustAnchors";

export const preview: Preview = {
    settings: ["trustBundle", "knownTrustAnchors"],
    stack: {
        policy: "pki-12-known-anchors-stay",
        demand: "Every trust anchor whose fingerprint the settings list is in the trust bundle.",
        *check(index, settings) {
            const [holder] = anchorHoldersOf(index, settings);
            if (holder === undefined || settings.knownTrustAnchors.length === 0) {
                return; // The bundle is made elsewhere, or nobody said what it must hold.
            }
            if (sourcesOf(holder).some((source) => !isInLine(holder, source))) {
                return; // What lies in a Secret or ConfigMap of the cluster is not here to be seen.
            }
            const anchors = trustAnchorsOf(index, settings);
            const present = new Set(
                anchors.certificates.map(({ fingerprint256 }) => normalize(fingerprint256)),
            );
            const [first] = anchorTextsIn(holder, settings);
            for (const known of settings.knownTrustAnchors) {
                if (present.has(normalize(known))) {
                    continue;
                }
                const [open] = anchors.unsettled;
                yield open
                    ? unsettled(open.resource, open.reading)
                    : violation(
                          holder,
                          isBundle(holder.type) ? ["spec", "sources"] : (first?.path ?? []),
                          `lacks the trust anchor ${known}, on which proxies may still rely`,
                      );
            }
        },
    },
};

function isInLine(bundle: Resource, source: Path): boolean {
    return read(bundle.object, [...source, "inLine"]).state !== "absent";
}

function normalize(fingerprint: string): string {
    return fingerprint.replaceAll(/[:\s]/g, "").toUpperCase();
}
