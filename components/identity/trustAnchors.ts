import { X509Certificate } from "node:crypto";

import { type Problem, Problems } from "../validation";

/** A public trust anchor: a self-signed CA certificate that proxies believe. */
export interface TrustAnchor {
    /** PEM of this one certificate, ending in a newline. */
    readonly pem: string;
    /** Distinguished name, e.g. `CN=root.linkerd.cluster.local`. */
    readonly subject: string;
    /** End of validity, ISO 8601. */
    readonly notAfter: string;
    /** SHA-256 fingerprint, colon-separated hexadecimal. */
    readonly fingerprint: string;
}

/**
 * Every problem of a list of trust anchors given as PEM. No error text repeats a PEM, since what
 * was pasted may be a private key.
 */
export function trustAnchorProblems(path: string, pems: string[], now = new Date()): Problem[] {
    const problems = new Problems();
    problems.require(pems.length > 0, {
        path,
        reason: "is empty, so no proxy could trust another",
        remedy: "give the public certificate of the external CA's root, in PEM",
    });
    pems.forEach((pem, index) => {
        const at = `${path}[${index}]`;
        const found = certificateProblem(pem);
        if (found !== undefined) {
            problems.all.push({ path: at, ...found });
            return;
        }
        const certificate = new X509Certificate(pem);
        problems.require(certificate.ca && isSelfSigned(certificate), {
            path: at,
            reason: "is not a self-signed CA certificate",
            remedy: "give the root of the chain, not an intermediate or a leaf",
        });
        problems.require(hasAcceptedKey(certificate), {
            path: at,
            reason: "has a key that Linkerd refuses",
            remedy: "use ECDSA P-256, or RSA with 2048 or 4096 bits",
        });
        problems.require(new Date(certificate.validTo) > now, {
            path: at,
            reason: `expired on ${certificate.validTo}`,
            remedy: "remove it, and keep at least one anchor that is valid",
        });
    });
    return problems.all;
}

/** What is wrong with text that should be exactly one certificate in PEM. */
export function certificateProblem(pem: string): Pick<Problem, "reason" | "remedy"> | undefined {
    if (pem.includes("PRIVATE KEY")) {
        return {
            reason: "holds a private key, which must never reach the cluster or this stack",
            remedy: "give the public certificate alone, and treat that key as disclosed",
        };
    }
    if (pem.split("-----BEGIN CERTIFICATE-----").length !== 2) {
        return {
            reason: "is not exactly one certificate in PEM",
            remedy: "give one BEGIN CERTIFICATE … END CERTIFICATE block for each entry",
        };
    }
    try {
        new X509Certificate(pem);
        return undefined;
    } catch {
        return {
            reason: "is not a certificate that can be parsed",
            remedy: "export it again in PEM, e.g. with openssl x509 -in FILE",
        };
    }
}

/** Reads a list that `trustAnchorProblems` found no fault with. */
export function readTrustAnchors(pems: string[]): TrustAnchor[] {
    return pems.map((pem) => {
        const certificate = new X509Certificate(pem);
        return {
            pem: certificate.toString(),
            subject: certificate.subject.replaceAll("\n", ", "),
            notAfter: new Date(certificate.validTo).toISOString(),
            fingerprint: certificate.fingerprint256,
        };
    });
}

/** Whether a certificate is its own issuer and signed with its own key. */
export function isSelfSigned(certificate: X509Certificate): boolean {
    return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}

function hasAcceptedKey({ publicKey }: X509Certificate): boolean {
    const { namedCurve, modulusLength } = publicKey.asymmetricKeyDetails ?? {};
    return publicKey.asymmetricKeyType === "ec"
        ? namedCurve === "prime256v1"
        : publicKey.asymmetricKeyType === "rsa" && [2048, 4096].includes(modulusLength ?? 0);
}
