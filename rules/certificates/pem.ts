import { type KeyObject, X509Certificate, createPrivateKey } from "node:crypto";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;

export interface Certificates {
    readonly certificates: readonly X509Certificate[];
    /** How many blocks say that they are a certificate and are not. */
    readonly unreadable: number;
}

/** The certificates in a PEM text, in their order. */
export function parseCertificates(text: string): Certificates {
    const certificates: X509Certificate[] = [];
    let unreadable = 0;
    for (const [block, label] of text.matchAll(BLOCK)) {
        if (label !== "CERTIFICATE") {
            continue;
        }
        try {
            certificates.push(new X509Certificate(block));
        } catch {
            unreadable++;
        }
    }
    return { certificates, unreadable };
}

export function hasPrivateKey(text: string): boolean {
    return PRIVATE_KEY.test(text);
}

/** The private keys in a PEM text that can be read without a passphrase. */
export function parsePrivateKeys(text: string): KeyObject[] {
    const keys: KeyObject[] = [];
    for (const [block, label] of text.matchAll(BLOCK)) {
        if (label?.endsWith("PRIVATE KEY")) {
            try {
                keys.push(createPrivateKey(block));
            } catch {
                // An encrypted key, or not a key: it cannot be compared with an anchor's.
            }
        }
    }
    return keys;
}

export function isSelfSigned(certificate: X509Certificate): boolean {
    return certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey);
}
