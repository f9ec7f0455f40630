import { type X509Certificate } from "node:crypto";
import { isCertificate, isIdentityIssuer } from "../../certificates/certManager";
import { parseCertificates } from "../../certificates/pem";
import { isUnsettled, readNumber, readString, valueOf } from "../../reading/read";
import { type Resource, isChart, isKind } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { anchorTextsIn, isBundle } from "../../certificates/trustAnchors";

const ALGORITHM = ["spec", "privateKey", "algorithm"];
const SIZE = ["spec", "privateKey", "size"];

export const preview: Preview = {
    settings: ["controlPlaneNamespace", "trustBundle"],
    resource: {
        policy: "pki-07-keys-are-ecdsa-p256",
        demand: "The identity issuer's key is ECDSA P-256, and each trust anchor's is that or RSA with 2048 or 4096 bits.",
        appliesTo: (type) =>
            isCertificate(type) ||
            isBundle(type) ||
            isKind(type, "core", "ConfigMap") ||
            isChart(type),
        *check(resource, settings) {
            if (!isCertificate(resource.type)) {
                for (const text of anchorTextsIn(resource, settings)) {
                    if (isUnsettled(text)) {
                        yield unsettled(resource, text);
                    } else if (text.state === "known") {
                        yield* anchors(resource, text);
                    }
                }
                return;
            }
            const identityIssuer = isIdentityIssuer(resource, settings);
            if (identityIssuer === true) {
                yield* issuerKey(resource);
            } else if (identityIssuer !== false) {
                yield unsettled(resource, identityIssuer);
            }
        },
    },
};

/** cert-manager makes RSA keys where nothing is said, and P-256 where only ECDSA is. */
function* issuerKey(resource: Resource): Generator<Verdict> {
    const algorithm = readString(resource.object, ALGORITHM);
    if (isUnsettled(algorithm)) {
        yield unsettled(resource, algorithm);
    } else if (valueOf(algorithm) !== "ECDSA") {
        const made = algorithm.state === "known" ? algorithm.value : "RSA, cert-manager's default";
        yield violation(
            resource,
            ALGORITHM,
            `is the identity issuer and has a key of ${made}, which Linkerd refuses`,
            "set privateKey.algorithm: ECDSA and size: 256",
        );
        return;
    }
    const size = readNumber(resource.object, SIZE);
    if (isUnsettled(size)) {
        yield unsettled(resource, size);
    } else if (size.state === "known" && size.value !== 256) {
        yield violation(
            resource,
            SIZE,
            `is the identity issuer and has a key of ${size.value} bits, where Linkerd accepts the curve P-256 only`,
            "set privateKey.size: 256",
        );
    }
}

function* anchors(
    resource: Resource,
    { path, value }: { readonly path: Verdict["path"]; readonly value: string },
): Generator<Verdict> {
    for (const certificate of parseCertificates(value).certificates) {
        if (!isAccepted(certificate)) {
            const { asymmetricKeyType = "?", asymmetricKeyDetails } = certificate.publicKey;
            const { namedCurve, modulusLength } = asymmetricKeyDetails ?? {};
            const detail = namedCurve ?? modulusLength ?? "";
            yield violation(
                resource,
                path,
                `has a trust anchor (${certificate.subject.replaceAll("\n", ", ")}) whose key is ${`${asymmetricKeyType} ${detail}`.trim()}, which Linkerd refuses`,
            );
        }
    }
}

function isAccepted({ publicKey }: X509Certificate): boolean {
    const { namedCurve, modulusLength } = publicKey.asymmetricKeyDetails ?? {};
    return publicKey.asymmetricKeyType === "ec"
        ? namedCurve === "prime256v1"
        : publicKey.asymmetricKeyType === "rsa" && [2048, 4096].includes(modulusLength ?? 0);
}
