import { type X509Certificate, createPublicKey } from "node:crypto";
import {
    certificatesInto,
    certificatesOf,
    isCertificate,
    issuersFor,
    issuersOf,
    sameNamespace,
} from "../../certificates/certManager";
import { identityIssuerName } from "../../certificates/meshCa";
import {
    hasPrivateKey,
    isSelfSigned,
    parseCertificates,
    parsePrivateKeys,
} from "../../certificates/pem";
import {
    isUnsettled,
    readBoolean,
    readItems,
    readObject,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, isChart, kindOf, nameOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { entriesOf, secretEntry, textsBelow } from "../../kubernetes/secretData";
import {
    type TrustAnchors,
    bundlesOf,
    isBundle,
    sourcesOf,
    trustAnchorsOf,
} from "../../certificates/trustAnchors";

const ANCHOR_NAME = "linkerd-trust-anchor";
export const preview: Preview = {
    settings: ["trustBundle"],
    resource: {
        policy: "pki-01-no-private-key-in-plain-sight",
        demand: "No Helm values and no Bundle carry a private key, and no Certificate makes the mesh's trust anchor.",
        appliesTo: (type) => isChart(type) || isBundle(type) || isCertificate(type),
        *check(resource) {
            if (isChart(resource.type)) {
                yield* chartValues(resource);
            } else if (isBundle(resource.type)) {
                yield* bundleSources(resource);
            } else {
                yield* anchorCertificate(resource);
            }
        },
    },
    stack: {
        policy: "pki-01-trust-anchor-key-is-elsewhere",
        demand: "No Certificate, issuer, Secret or ConfigMap of the stack holds the private key of a trust anchor or of a self-signed root.",
        *check(index, settings) {
            const anchors = trustAnchorsOf(index, settings);
            yield* rootsMadeHere(index);
            for (const bundle of bundlesOf(index, settings)) {
                yield* anchorsWithTheirKey(bundle, index);
            }
            for (const issuer of issuersOf(index)) {
                yield* issuerSecret(issuer, index, anchors);
            }
            for (const kind of ["Secret", "ConfigMap"]) {
                for (const resource of index.ofKind("core", kind)) {
                    yield* anchorKeys(resource, kind === "Secret", anchors);
                }
            }
            for (const { resource, reading } of anchors.unsettled) {
                yield unsettled(resource, reading);
            }
        },
    },
};

function* chartValues(release: Resource): Generator<Verdict> {
    for (const text of textsBelow(release, ["values"])) {
        if (text.state === "known" && hasPrivateKey(text.value)) {
            yield violation(
                release,
                text.path,
                "has a private key in its values, where Helm's history keeps it",
                "let the chart read a Secret that cert-manager fills (identity.issuer.scheme: kubernetes.io/tls)",
            );
        } else if (isUnsettled(text)) {
            yield unsettled(release, text);
        }
    }
}

function* bundleSources(bundle: Resource): Generator<Verdict> {
    const sources = readItems(bundle.object, ["spec", "sources"]);
    if (isUnsettled(sources)) {
        yield unsettled(bundle, sources);
    }
    for (const source of sourcesOf(bundle)) {
        const text = readString(bundle.object, [...source, "inLine"]);
        if (isUnsettled(text)) {
            yield unsettled(bundle, text);
        } else if (text.state === "known" && hasPrivateKey(text.value)) {
            yield violation(
                bundle,
                text.path,
                "has a private key among the trust anchors, and would hand it to every namespace",
                "remove the key, keep the certificates, and replace that anchor: its key is spent",
            );
        }
    }
}

function* anchorCertificate(certificate: Resource): Generator<Verdict> {
    const path = ["spec", "isCA"];
    const name = nameOf(certificate);
    const isCA = readBoolean(certificate.object, path);
    const mayBeAnchor = isUnsettled(name) || valueOf(name) === ANCHOR_NAME;
    const mayBeCa = isUnsettled(isCA) || valueOf(isCA) === true;
    if (!mayBeAnchor || !mayBeCa) {
        return;
    }
    const open = [name, isCA].find(isUnsettled);
    if (open) {
        yield unsettled(certificate, open);
    } else {
        yield violation(certificate, path, "has the cluster make the mesh's trust anchor");
    }
}

/** Follows the identity issuer up to a root that a Certificate of the stack makes. */
function* rootsMadeHere(index: ResourceIndex): Generator<Verdict> {
    const seen = new Set<Resource>();
    const queue = certificatesOf(index).filter(
        (certificate) => valueOf(nameOf(certificate)) === identityIssuerName,
    );
    for (const certificate of queue) {
        if (seen.has(certificate)) {
            continue;
        }
        seen.add(certificate);
        for (const issuer of issuersFor(certificate, index)) {
            const selfSigned = readObject(issuer.object, ["spec", "selfSigned"]);
            if (selfSigned.state === "known") {
                yield violation(
                    certificate,
                    ["spec", "issuerRef"],
                    "signs itself and heads the chain of the mesh's identities, so that the root's key lies in the cluster",
                );
            }
            const secretName = valueOf(readString(issuer.object, ["spec", "ca", "secretName"]));
            queue.push(...certificatesInto(index, secretName, issuer));
        }
    }
}

/** A Bundle that takes `tls.crt` from a Secret takes an anchor that lies beside its own key. */
function* anchorsWithTheirKey(bundle: Resource, index: ResourceIndex): Generator<Verdict> {
    for (const source of sourcesOf(bundle)) {
        const path = [...source, "secret"];
        const name = valueOf(readString(bundle.object, [...path, "name"]));
        const key = valueOf(readString(bundle.object, [...path, "key"]));
        if (name === undefined || key !== "tls.crt") {
            continue;
        }
        for (const certificate of certificatesInto(index, name)) {
            yield violation(
                certificate,
                ["spec", "secretName"],
                `has the cluster make the trust anchor that Bundle "${valueOf(nameOf(bundle)) ?? ""}" hands out`,
            );
        }
        for (const secret of index.ofKind("core", "Secret")) {
            if (valueOf(nameOf(secret)) !== name) {
                continue;
            }
            const privateKey = secretEntry(secret, "tls.key");
            if (isUnsettled(privateKey)) {
                yield unsettled(secret, privateKey);
            } else if (privateKey.state === "known") {
                yield violation(
                    secret,
                    privateKey.path,
                    `holds the key beside the trust anchor that Bundle "${valueOf(nameOf(bundle)) ?? ""}" hands out`,
                );
            }
        }
    }
}

function* issuerSecret(
    issuer: Resource,
    index: ResourceIndex,
    anchors: TrustAnchors,
): Generator<Verdict> {
    const path = ["spec", "ca", "secretName"];
    const secretName = readString(issuer.object, path);
    if (isUnsettled(secretName)) {
        yield unsettled(issuer, secretName);
        return;
    }
    if (secretName.state === "absent") {
        return;
    }
    for (const secret of index.ofKind("core", "Secret")) {
        if (
            valueOf(nameOf(secret)) !== secretName.value ||
            (kindOf(issuer.type)?.kind === "Issuer" && !sameNamespace(secret, issuer))
        ) {
            continue;
        }
        const pem = secretEntry(secret, "tls.crt");
        if (isUnsettled(pem)) {
            yield unsettled(issuer, pem);
            continue;
        }
        const [certificate] = parseCertificates(valueOf(pem) ?? "").certificates;
        if (!certificate) {
            yield violation(
                issuer,
                path,
                `signs with Secret "${secretName.value}", whose tls.crt is not a certificate in PEM`,
                "put the signing certificate into tls.crt",
            );
        } else if (isAnchor(certificate, anchors)) {
            yield violation(
                issuer,
                path,
                `signs with Secret "${secretName.value}", which holds a trust anchor and its key`,
            );
        } else if (isSelfSigned(certificate)) {
            yield violation(
                issuer,
                path,
                `signs with Secret "${secretName.value}", which holds a self-signed root and its key`,
            );
        }
    }
}

function* anchorKeys(
    resource: Resource,
    isSecret: boolean,
    anchors: TrustAnchors,
): Generator<Verdict> {
    for (const entry of entriesOf(resource, isSecret)) {
        if (entry.state !== "known" || !hasPrivateKey(entry.value)) {
            continue;
        }
        const isAnchorKey = parsePrivateKeys(entry.value).some((key) => {
            const publicKey = createPublicKey(key.export({ type: "pkcs8", format: "pem" }));
            return anchors.certificates.some((anchor) => anchor.publicKey.equals(publicKey));
        });
        if (isAnchorKey) {
            yield violation(resource, entry.path, "holds the private key of a trust anchor");
        }
    }
}

function isAnchor(certificate: X509Certificate, anchors: TrustAnchors): boolean {
    return anchors.certificates.some((anchor) => anchor.raw.equals(certificate.raw));
}
