import { type webcrypto } from "node:crypto";
import "reflect-metadata";
import {
    BasicConstraintsExtension,
    PemConverter,
    type X509Certificate,
    X509CertificateGenerator,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export interface Authority {
    readonly certificatePem: string;
    readonly keyPem: string;
    readonly certificate: X509Certificate;
    readonly keys: webcrypto.CryptoKeyPair;
}

export type KeyAlgorithm = webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams;

/** What a certificate of a test can have that is not as it should be. */
export interface Peculiarities {
    readonly algorithm?: KeyAlgorithm;
    readonly notBefore?: Date;
    readonly notAfter?: Date;
    readonly isCa?: boolean;
}

/** A CA made for one test run: self-signed, or signed by another. */
export async function createAuthority(
    name: string,
    parent?: Authority,
    { algorithm = ALGORITHM, notBefore, notAfter, isCa = true }: Peculiarities = {},
): Promise<Authority> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const certificate = await X509CertificateGenerator.create({
        subject: `CN=${name}`,
        issuer: parent?.certificate.subject ?? `CN=${name}`,
        publicKey: keys.publicKey,
        signingKey: (parent?.keys ?? keys).privateKey,
        signingAlgorithm: { ...(parent ? ALGORITHM : algorithm), hash: "SHA-256" },
        notBefore: notBefore ?? new Date("2026-01-01"),
        notAfter: notAfter ?? new Date("2036-01-01"),
        extensions: [new BasicConstraintsExtension(isCa, undefined, true)],
    });
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
    return {
        certificatePem: certificate.toString("pem"),
        keyPem: PemConverter.encode(pkcs8, "PRIVATE KEY"),
        certificate,
        keys,
    };
}
