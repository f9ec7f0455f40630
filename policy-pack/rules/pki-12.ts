import { cisa, nist } from "./frameworks";
import { type Path, read } from "./read";
import { type Resource } from "./resource";
import { type Rule, unsettled, violation } from "./rule";
import {
    anchorHoldersOf,
    anchorTextsIn,
    isBundle,
    sourcesOf,
    trustAnchorsOf,
} from "./trustAnchors";

/**
 * An anchor that leaves the bundle while a proxy still has a certificate below it cuts that proxy
 * off. What the last deployment had is not a policy's to see, so the anchors that proxies rely on
 * stand in the settings, and each stays in the bundle until it is removed there too. What is left
 * to the rotation's procedure: to add the new anchor to the settings once it is rolled out, to
 * restart every proxy in between, and to remove the old one only after that.
 */
export const pki12: Rule = {
    id: "PKI-12",
    title: "A trust anchor stays in the bundle until proxies no longer rely on it",
    severity: "critical",
    level: "mandatory",
    references: [nist(5), cisa("Identity")],
    remedy: "put the old anchor back beside the new one, restart every proxy, then remove the old one from knownTrustAnchors and from the bundle",
    documentation: "docs/policies.md#pki-12",
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
