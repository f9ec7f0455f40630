import type { Path } from "zero-trust-manifests";
import {
    certificatesOf,
    isCertificate,
    isCertificateRequest,
    isIdentityIssuer,
} from "../../certificates/certManager";
import { identityIssuerName } from "../../certificates/meshCa";
import { doubtOfIssuer, issuerKey, issuersUsed, usesIssuers } from "../../certificates/issuerUses";
import { type Unsettled, isUnsettled, readItems, readString, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

export const preview: Preview = {
    settings: ["controlPlaneNamespace", "trustDomain"],
    resource: {
        policy: "pki-15-no-names-of-the-mesh",
        demand: "No Certificate but Linkerd's identity issuer has a name of the mesh's identities or is of the control plane's namespace, and CertificateRequests are cert-manager's to make.",
        appliesTo: (type) => isCertificate(type) || isCertificateRequest(type),
        *check(resource, settings) {
            if (isCertificateRequest(resource.type)) {
                yield violation(
                    resource,
                    ["spec", "request"],
                    "asks for what no policy can read, because it is signed already",
                    "write a Certificate, of which cert-manager makes its request",
                );
            } else {
                const isAllowed = isControlPlanes(resource, settings);
                yield* besideTheControlPlane(resource, isAllowed, settings);
                yield* meshNames(resource, isAllowed, settings);
            }
        },
    },
    stack: {
        policy: "pki-15-identity-signer-is-the-control-planes",
        demand: "The issuer that signs Linkerd's identity issuer signs nothing else.",
        *check(index, settings) {
            const signers = signersOf(index, settings);
            if (signers.size > 0) {
                for (const resource of index.resources.filter(({ type }) => usesIssuers(type))) {
                    yield* signedBesides(resource, signers, settings);
                }
            }
        },
    },
};

/** Whether a Certificate is Linkerd's own, where only the control plane's namespace can have it. */
function isControlPlanes(resource: Resource, settings: Settings): boolean | Unsettled {
    const isNamed = isCertificate(resource.type) && isIdentityIssuer(resource, settings);
    const namespace = namespaceOf(resource);
    if (isNamed !== true) {
        return isNamed;
    }
    return isUnsettled(namespace)
        ? namespace
        : valueOf(namespace) === settings.controlPlaneNamespace;
}

/** An Issuer of that namespace can have the mesh's CA by another name. */
function* besideTheControlPlane(
    certificate: Resource,
    isAllowed: boolean | Unsettled,
    settings: Settings,
): Generator<Verdict> {
    const namespace = namespaceOf(certificate);
    if (valueOf(namespace) === settings.controlPlaneNamespace) {
        if (isAllowed === false) {
            yield violation(
                certificate,
                namespace.path,
                "is of the control plane's namespace, of which an Issuer can have the mesh's CA by another name, and is not Linkerd's identity issuer",
                "ask for it in a namespace of its own",
            );
        } else if (isAllowed !== true) {
            yield unsettled(certificate, isAllowed);
        }
    }
}

function* meshNames(
    certificate: Resource,
    isAllowed: boolean | Unsettled,
    settings: Settings,
): Generator<Verdict> {
    const dnsNames = readItems(certificate.object, ["spec", "dnsNames"]);
    const uris = readItems(certificate.object, ["spec", "uris"]);
    const single = (key: string): Path => ["spec", key];
    const texts = [
        single("commonName"),
        single("literalSubject"),
        ...(valueOf(dnsNames) ?? []),
        ...(valueOf(uris) ?? []),
    ].map((path) => readString(certificate.object, path));
    for (const text of texts) {
        if (text.state === "known" && isMeshName(text.value, text.path, settings)) {
            if (isAllowed === true && text.value === issuerName(settings)) {
                continue;
            }
            yield typeof isAllowed === "boolean"
                ? violation(
                      certificate,
                      text.path,
                      `asks for "${text.value}", by which it would be taken for a workload of the mesh`,
                  )
                : unsettled(certificate, isAllowed);
        }
    }
    for (const doubt of [dnsNames, uris, ...texts].filter(isUnsettled)) {
        yield unsettled(certificate, doubt);
    }
}

/** The issuer's name, a workload's, a wildcard of either, and SPIFFE ids of the trust domain. */
function isMeshName(text: string, path: Path, settings: Settings): boolean {
    const { controlPlaneNamespace, trustDomain } = settings;
    const name = text.toLowerCase();
    const domain = issuerName(settings);
    switch (path[1]) {
        case "uris": {
            const [, host] = /^spiffe:\/\/([^/]*)/.exec(name) ?? [];
            return host !== undefined && isBelow(host, trustDomain);
        }
        case "literalSubject":
            return name.includes(domain);
        default:
            return isBelow(name, domain) || name === `*.${controlPlaneNamespace}.${trustDomain}`;
    }
}

/** The name of Linkerd's identity issuer, below which those of all workloads are. */
function issuerName({ controlPlaneNamespace, trustDomain }: Settings): string {
    return `identity.${controlPlaneNamespace}.${trustDomain}`;
}

function isBelow(name: string, domain: string): boolean {
    return name === domain || name.endsWith(`.${domain}`);
}

function signersOf(index: ResourceIndex, settings: Settings): ReadonlySet<string> {
    const issuers = certificatesOf(index)
        .filter((certificate) => isControlPlanes(certificate, settings) === true)
        .flatMap((certificate) =>
            issuersUsed(certificate).map((use) => issuerKey(certificate, use)),
        );
    return new Set(issuers.filter((issuer) => issuer !== undefined));
}

function* signedBesides(
    resource: Resource,
    signers: ReadonlySet<string>,
    settings: Settings,
): Generator<Verdict> {
    const isAllowed = isControlPlanes(resource, settings);
    if (isAllowed === true || isCertificateRequest(resource.type)) {
        return;
    }
    const namespace = namespaceOf(resource);
    for (const use of issuersUsed(resource)) {
        const doubt =
            doubtOfIssuer(use) ??
            (isUnsettled(namespace) ? namespace : isAllowed === false ? undefined : isAllowed);
        if (doubt !== undefined) {
            yield unsettled(resource, doubt);
        } else if (signers.has(issuerKey(resource, use) ?? "")) {
            yield violation(
                resource,
                use.path,
                `is signed by "${valueOf(use.name) ?? ""}", which signs Linkerd's identity issuer, so that its namespace could make mesh identities`,
                `use another issuer: this one is for ${settings.controlPlaneNamespace}/${identityIssuerName} alone`,
            );
        }
    }
}
