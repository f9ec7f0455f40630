import { identityIssuerName } from "./meshCa";
import { groupBy } from "../reading/groupBy";
import { type Unsettled, isUnsettled, readString, valueOf } from "../reading/read";
import { type Resource, isKind, kindOf, nameOf, namespaceOf } from "../reading/resource";
import { type ResourceIndex, oncePerIndex } from "../reading/resourceIndex";
import { type Settings } from "../settings";

/** What cert-manager takes where a Certificate says nothing. */
export const DEFAULT_DURATION = "2160h";

export function isCertificate(type: string): boolean {
    return isKind(type, "cert-manager.io", "Certificate");
}

export function isCertificateRequest(type: string): boolean {
    return isKind(type, "cert-manager.io", "CertificateRequest");
}

export function isIssuer(type: string): boolean {
    return isKind(type, "cert-manager.io", "Issuer", "ClusterIssuer");
}

export function issuersOf(index: ResourceIndex): readonly Resource[] {
    return [
        ...index.ofKind("cert-manager.io", "Issuer"),
        ...index.ofKind("cert-manager.io", "ClusterIssuer"),
    ];
}

export function certificatesOf(index: ResourceIndex): readonly Resource[] {
    return index.ofKind("cert-manager.io", "Certificate");
}

/** The Certificates that fill a Secret, where one is given for an issuer in that one's reach. */
export function certificatesInto(
    index: ResourceIndex,
    secretName: string | undefined,
    issuer?: Resource,
): readonly Resource[] {
    const certificates =
        secretName === undefined ? [] : certificatesBySecret(index).get(secretName);
    return (certificates ?? []).filter(
        (certificate) =>
            kindOf(issuer?.type ?? "")?.kind !== "Issuer" ||
            (issuer !== undefined && sameNamespace(certificate, issuer)),
    );
}

/** The issuers of the stack that a Certificate names: one, or none where it is made elsewhere. */
export function issuersFor(certificate: Resource, index: ResourceIndex): readonly Resource[] {
    const name = valueOf(readString(certificate.object, ["spec", "issuerRef", "name"]));
    const kind = valueOf(readString(certificate.object, ["spec", "issuerRef", "kind"])) ?? "Issuer";
    return (issuersByName(index).get(name ?? "") ?? []).filter(
        (issuer) =>
            kindOf(issuer.type)?.kind === kind &&
            (kind === "ClusterIssuer" || sameNamespace(issuer, certificate)),
    );
}

/** The Secrets of that name, in whichever namespace. */
export function secretsNamed(index: ResourceIndex, name: string | undefined): readonly Resource[] {
    return (name === undefined ? undefined : secretsByName(index).get(name)) ?? [];
}

/** Whether a Certificate is the one that signs workload identities. */
export function isIdentityIssuer(certificate: Resource, settings: Settings): boolean | Unsettled {
    const readings = [nameOf(certificate), readString(certificate.object, ["spec", "secretName"])];
    if (readings.some((reading) => valueOf(reading) === identityIssuerName)) {
        return true;
    }
    const namespace = namespaceOf(certificate);
    if (namespace.state === "known" && namespace.value !== settings.controlPlaneNamespace) {
        return false;
    }
    return readings.find(isUnsettled) ?? false;
}

export function sameNamespace(one: Resource, other: Resource): boolean {
    const namespace = valueOf(namespaceOf(one));
    return namespace !== undefined && namespace === valueOf(namespaceOf(other));
}

const certificatesBySecret = oncePerIndex((index) =>
    groupBy(certificatesOf(index), ({ object }) =>
        valueOf(readString(object, ["spec", "secretName"])),
    ),
);

const issuersByName = oncePerIndex((index) =>
    groupBy(issuersOf(index), (issuer) => valueOf(nameOf(issuer))),
);

const secretsByName = oncePerIndex((index) =>
    groupBy(index.ofKind("core", "Secret"), (secret) => valueOf(nameOf(secret))),
);
