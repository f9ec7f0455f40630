import { type X509Certificate } from "node:crypto";
import { selects, selectsAll } from "../../kubernetes/labelSelector";
import { parseCertificates } from "../../certificates/pem";
import {
    type Json,
    UNKNOWN,
    isObject,
    isUnsettled,
    peek,
    read,
    readBoolean,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import {
    type Resource,
    chartName,
    describe,
    isChart,
    isKind,
    nameOf,
} from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";
import {
    BUNDLE_KEY,
    anchorTextsIn,
    bundlesOf,
    isBundle,
    sourcesOf,
} from "../../certificates/trustAnchors";

const TARGET = ["spec", "target"];
const KEY = [...TARGET, "configMap", "key"];
const SELECTOR = [...TARGET, "namespaceSelector"];
const SOURCES = ["spec", "sources"];
const SOURCE_KINDS = ["inLine", "secret", "configMap", "useDefaultCAs"];
const DAY = 24 * 3600 * 1000;
/** From when on `linkerd check` warns. */
const DAYS_LEFT = 60;

export const preview: Preview = {
    settings: ["controlPlaneNamespace", "trustBundle"],
    resource: {
        policy: "pki-11-trust-bundle-is-well-formed",
        demand: "The trust bundle holds CA certificates that are valid for more than 60 days, under the key ca-bundle.crt, for selected namespaces; and Linkerd takes anchors and issuer from outside of its chart.",
        appliesTo: (type) => isBundle(type) || isKind(type, "core", "ConfigMap") || isChart(type),
        *check(resource, settings) {
            for (const text of anchorTextsIn(resource, settings)) {
                if (isUnsettled(text)) {
                    yield unsettled(resource, text);
                } else if (text.state === "known") {
                    yield* validAnchors(resource, text.path, text.value);
                }
            }
            if (isBundle(resource.type)) {
                yield* target(resource, settings);
            } else if (isChart(resource.type)) {
                yield* controlPlane(resource);
            }
        },
    },
    stack: {
        policy: "pki-11-trust-bundle-goes-to-linkerd",
        demand: "Of the stack's namespaces, the trust bundle goes to the control plane's and to no other.",
        *check(index, settings) {
            for (const bundle of bundlesOf(index, settings)) {
                yield* onlyTheControlPlane(bundle, index, settings);
            }
        },
    },
};

/** Whether a Bundle says where it takes anchors from; what is not known may well say it. */
function hasSource(bundle: Resource): boolean {
    return (
        isUnsettled(readItems(bundle.object, SOURCES)) ||
        sourcesOf(bundle).some((source) =>
            SOURCE_KINDS.some((kind) => read(bundle.object, [...source, kind]).state !== "absent"),
        )
    );
}

function* validAnchors(resource: Resource, path: Verdict["path"], pem: string): Generator<Verdict> {
    const { certificates, unreadable } = parseCertificates(pem);
    if (unreadable > 0 || certificates.length === 0) {
        yield violation(
            resource,
            path,
            certificates.length + unreadable === 0
                ? "has no certificate in PEM where a trust anchor belongs"
                : "has a trust anchor that is no certificate",
        );
    }
    for (const certificate of certificates) {
        const fault = faultOf(certificate);
        if (fault !== undefined) {
            const subject = certificate.subject.replaceAll("\n", ", ");
            yield violation(resource, path, `has a trust anchor (${subject}) that ${fault}`);
        }
    }
}

function faultOf(certificate: X509Certificate): string | undefined {
    const now = Date.now();
    const end = Date.parse(certificate.validTo);
    if (!certificate.ca) {
        return "is not a CA's certificate";
    }
    if (Date.parse(certificate.validFrom) > now) {
        return `is not valid before ${certificate.validFrom}`;
    }
    if (end <= now) {
        return `expired on ${certificate.validTo}`;
    }
    return end < now + DAYS_LEFT * DAY
        ? `expires on ${certificate.validTo}, in less than ${DAYS_LEFT} days`
        : undefined;
}

function* target(bundle: Resource, settings: Settings): Generator<Verdict> {
    const name = nameOf(bundle);
    if (isUnsettled(name)) {
        yield unsettled(bundle, name);
    }
    if (valueOf(name) !== settings.trustBundle) {
        return;
    }
    const key = readString(bundle.object, KEY);
    if (isUnsettled(key)) {
        yield unsettled(bundle, key);
    } else if (valueOf(key) !== BUNDLE_KEY) {
        yield violation(
            bundle,
            KEY,
            `fills the key "${valueOf(key) ?? ""}", where Linkerd reads ${BUNDLE_KEY}`,
            `set target.configMap.key to ${BUNDLE_KEY}`,
        );
    }
    const selector = read(bundle.object, SELECTOR);
    const all = selectsAll(valueOf(selector));
    if (isUnsettled(selector)) {
        yield unsettled(bundle, selector);
    } else if (all === true) {
        yield violation(
            bundle,
            SELECTOR,
            "goes to every namespace",
            "select the control plane's namespace, e.g. by linkerd.io/is-control-plane",
        );
    } else if (all === UNKNOWN) {
        yield unsettled(bundle, { state: "unknown", path: SELECTOR });
    }
    if (!hasSource(bundle)) {
        yield violation(bundle, SOURCES, "has no source, and so no trust anchor");
    }
    for (const source of sourcesOf(bundle)) {
        const defaults = readBoolean(bundle.object, [...source, "useDefaultCAs"]);
        if (isUnsettled(defaults)) {
            yield unsettled(bundle, defaults);
        } else if (defaults.state === "known" && defaults.value) {
            yield violation(
                bundle,
                defaults.path,
                "makes every public CA a trust anchor of the mesh",
                "remove useDefaultCAs",
            );
        }
    }
}

/** Anchors from a ConfigMap or from the values, but the issuer always from a Secret. */
function* controlPlane(release: Resource): Generator<Verdict> {
    const chart = chartName(release);
    if (isUnsettled(chart)) {
        yield unsettled(release, chart);
    }
    if (valueOf(chart) !== "linkerd-control-plane") {
        return;
    }
    const inValues = readString(release.object, ["values", "identityTrustAnchorsPEM"]);
    const externalCa = readBoolean(release.object, ["values", "identity", "externalCA"]);
    if (isUnsettled(externalCa)) {
        yield unsettled(release, externalCa);
    } else if (valueOf(externalCa) !== true && inValues.state === "absent") {
        yield violation(
            release,
            externalCa.path,
            "does not take its trust anchors from the trust bundle",
            "set identity.externalCA: true",
        );
    }
    const scheme = readString(release.object, ["values", "identity", "issuer", "scheme"]);
    if (isUnsettled(scheme)) {
        yield unsettled(release, scheme);
    } else if (valueOf(scheme) !== "kubernetes.io/tls") {
        yield violation(
            release,
            scheme.path,
            "does not read the issuer that cert-manager makes",
            "set identity.issuer.scheme: kubernetes.io/tls",
        );
    }
}

function* onlyTheControlPlane(
    bundle: Resource,
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const selector = peek(bundle.object, SELECTOR);
    if (selector === UNKNOWN || selectsAll(selector) !== false) {
        return; // The check of the single object has judged it.
    }
    for (const namespace of index.ofKind("core", "Namespace")) {
        const name = nameOf(namespace);
        const isSelected = selects(selector, labelsOf(namespace));
        const isLinkerd = valueOf(name) === settings.controlPlaneNamespace;
        if (isSelected === UNKNOWN) {
            const labels = { state: "unknown", path: ["metadata", "labels"] } as const;
            yield unsettled(bundle, labels, describe(namespace));
        } else if (isSelected !== isLinkerd && name.state === "known") {
            yield violation(
                bundle,
                SELECTOR,
                isSelected
                    ? `goes to namespace ${name.value} too`
                    : `does not go to namespace ${name.value}, where Linkerd looks for it`,
                "select the control plane's namespace alone, e.g. by linkerd.io/is-control-plane",
            );
        }
    }
}

/** The API server adds a label with the namespace's name. */
function labelsOf(namespace: Resource): Json {
    const labels = read(namespace.object, ["metadata", "labels"]);
    if (isUnsettled(labels)) {
        return UNKNOWN;
    }
    const name = nameOf(namespace);
    const given = valueOf(labels);
    return {
        ...(isObject(given) ? given : {}),
        "kubernetes.io/metadata.name": name.state === "known" ? name.value : UNKNOWN,
    };
}
