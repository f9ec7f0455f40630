import { generateKeyPairSync, type webcrypto } from "node:crypto";
import "reflect-metadata";
import {
    BasicConstraintsExtension,
    ExtendedKeyUsage,
    ExtendedKeyUsageExtension,
    type Extension,
    KeyUsageFlags,
    KeyUsagesExtension,
    PemConverter,
    SubjectAlternativeNameExtension,
    type X509Certificate,
    X509CertificateGenerator,
} from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;

/** A certificate with its private key, both PEM. */
export interface KeyPair {
    certificate: string;
    key: string;
}

/** Issues certificates for one run of a control plane; its key never leaves the process. */
export class Authority {
    private constructor(
        private readonly root: X509Certificate,
        private readonly keys: webcrypto.CryptoKeyPair,
    ) {}

    public static async make(commonName: string): Promise<Authority> {
        const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
        const root = await X509CertificateGenerator.create({
            subject: `CN=${commonName}`,
            issuer: `CN=${commonName}`,
            ...validity(),
            publicKey: keys.publicKey,
            signingKey: keys.privateKey,
            signingAlgorithm: algorithm,
            extensions: [
                new BasicConstraintsExtension(true, 0, true),
                new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
            ],
        });
        return new Authority(root, keys);
    }

    /** PEM. */
    public get certificate(): string {
        return this.root.toString("pem");
    }

    /** A certificate for a server on this machine, by which it can also be a client. */
    public serverCertificate(dnsNames: readonly string[], subject = "CN=server"): Promise<KeyPair> {
        return this.issue(subject, [
            new ExtendedKeyUsageExtension([
                ExtendedKeyUsage.serverAuth,
                ExtendedKeyUsage.clientAuth,
            ]),
            new SubjectAlternativeNameExtension([
                { type: "ip", value: "127.0.0.1" },
                ...dnsNames.map((value) => ({ type: "dns" as const, value })),
            ]),
        ]);
    }

    /** @param user the user's name to the API server, and the groups it is in */
    public clientCertificate(user: string, ...groups: string[]): Promise<KeyPair> {
        const subject = [...groups.map((group) => `O=${group}`), `CN=${user}`].join(", ");
        return this.issue(subject, [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])]);
    }

    private async issue(subject: string, extensions: Extension[]): Promise<KeyPair> {
        const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
        const certificate = await X509CertificateGenerator.create({
            subject,
            issuer: this.root.subject,
            ...validity(),
            publicKey: keys.publicKey,
            signingKey: this.keys.privateKey,
            signingAlgorithm: algorithm,
            extensions: [
                new BasicConstraintsExtension(false, undefined, true),
                new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
                ...extensions,
            ],
        });
        const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
        return {
            certificate: certificate.toString("pem"),
            key: PemConverter.encode(pkcs8, "PRIVATE KEY"),
        };
    }
}

/** Longer than anybody leaves a sandbox running; every start makes new ones. */
function validity(): { notBefore: Date; notAfter: Date } {
    const now = Date.now();
    return { notBefore: new Date(now - 5 * 60 * 1000), notAfter: new Date(now + 30 * day) };
}

/** The pair by which ServiceAccount tokens are signed and checked, PEM. */
export function serviceAccountKeys(): { publicKey: string; privateKey: string } {
    return generateKeyPairSync("ec", {
        namedCurve: "P-256",
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
}
