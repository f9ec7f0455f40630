import { type X509Certificate } from "node:crypto";
import {
    certificatesInto,
    certificatesOf,
    isIdentityIssuer,
    isIssuer,
    issuersFor,
    sameNamespace,
    secretsNamed,
} from "../../certificates/certManager";
import { parseCertificates } from "../../certificates/pem";
import { isUnsettled, read, readString, valueOf } from "../../reading/read";
import { type Resource, isKind } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { secretEntry } from "../../kubernetes/secretData";
import { type TrustAnchors, trustAnchorsOf } from "../../certificates/trustAnchors";

export const preview: Preview = {
    settings: ["environment", "controlPlaneNamespace", "trustBundle"],
    resource: {
        policy: "pki-02-no-self-signed-issuer",
        demand: "No Issuer and no ClusterIssuer is self-signed.",
        appliesTo: isIssuer,
        *check(resource) {
            const selfSigned = read(resource.object, ["spec", "selfSigned"]);
            if (isUnsettled(selfSigned)) {
                yield unsettled(resource, selfSigned);
            } else if (selfSigned.state === "known") {
                yield violation(
                    resource,
                    selfSigned.path,
                    "signs itself, so that nobody vouches for it",
                );
            }
        },
    },
    stack: {
        policy: "pki-02-identity-issuer-chains-to-the-bundle",
        demand: "The CA issuer that signs Linkerd's identity issuer has a certificate that a trust anchor of the stack signed.",
        *check(index, settings) {
            const anchors = trustAnchorsOf(index, settings);
            if (anchors.certificates.length === 0 && anchors.unsettled.length === 0) {
                return; // The trust bundle is made elsewhere.
            }
            const queue = certificatesOf(index).filter(
                (certificate) => isIdentityIssuer(certificate, settings) === true,
            );
            const seen = new Set<Resource>();
            for (const certificate of queue) {
                if (!seen.has(certificate)) {
                    seen.add(certificate);
                    for (const issuer of issuersFor(certificate, index)) {
                        yield* chainsToAnchor(issuer, index, anchors);
                        const name = readString(issuer.object, ["spec", "ca", "secretName"]);
                        queue.push(...certificatesInto(index, valueOf(name), issuer));
                    }
                }
            }
        },
    },
};

function* chainsToAnchor(
    issuer: Resource,
    index: ResourceIndex,
    anchors: TrustAnchors,
): Generator<Verdict> {
    const path = ["spec", "ca", "secretName"];
    const name = readString(issuer.object, path);
    if (isUnsettled(name)) {
        yield unsettled(issuer, name);
        return;
    }
    for (const secret of secretsFor(issuer, valueOf(name), index)) {
        const pem = secretEntry(secret, "tls.crt");
        if (isUnsettled(pem)) {
            yield unsettled(issuer, pem, `Secret "${valueOf(name) ?? ""}"`);
            continue;
        }
        const chain = parseCertificates(valueOf(pem) ?? "").certificates;
        if (chain.length === 0 || chainsTo(chain, anchors.certificates)) {
            continue; // What is no certificate PKI-01 refuses.
        }
        const [open] = anchors.unsettled;
        yield open
            ? unsettled(issuer, open.reading, "the trust bundle")
            : violation(
                  issuer,
                  path,
                  `signs the identity issuer with Secret "${valueOf(name) ?? ""}", which no trust anchor of the stack signed`,
                  "sign it with a trust anchor, or add its root to the trust bundle",
              );
    }
}

/** A ClusterIssuer reads its Secret where cert-manager was told to, which is not to be seen. */
function secretsFor(
    issuer: Resource,
    name: string | undefined,
    index: ResourceIndex,
): readonly Resource[] {
    const isAnywhere = isKind(issuer.type, "cert-manager.io", "ClusterIssuer");
    return secretsNamed(index, name).filter(
        (secret) => isAnywhere || sameNamespace(secret, issuer),
    );
}

/** Follows a chain from its leaf, by signature, to a trust anchor. */
function chainsTo(chain: readonly X509Certificate[], anchors: readonly X509Certificate[]): boolean {
    let current = chain[0];
    const rest = new Set(chain);
    while (current) {
        const certificate: X509Certificate = current;
        rest.delete(certificate);
        const isSignedBy = (other: X509Certificate) =>
            certificate.checkIssued(other) && certificate.verify(other.publicKey);
        if (anchors.some((anchor) => anchor.raw.equals(certificate.raw) || isSignedBy(anchor))) {
            return true;
        }
        current = [...rest].find(isSignedBy);
    }
    return false;
}
