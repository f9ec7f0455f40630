import { createECDH, generateKeyPairSync, hkdfSync, type webcrypto } from "node:crypto";
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
        return Authority.of(commonName, keys, validity());
    }

    /**
     * An authority whose key is derived from a secret, so that a later run's server is believed by who
     * has the certificate of an earlier one.
     */
    public static async derived(commonName: string, secret: string): Promise<Authority> {
        const curve = createECDH("prime256v1");
        curve.setPrivateKey(Buffer.from(hkdfSync("sha256", secret, "", commonName, 32)));
        // An uncompressed point: 0x04, x, y.
        const point = curve.getPublicKey();
        const base64url = (bytes: Buffer) => bytes.toString("base64url");
        const key = {
            kty: "EC",
            crv: "P-256",
            x: base64url(point.subarray(1, 33)),
            y: base64url(point.subarray(33)),
        };
        const d = base64url(curve.getPrivateKey().subarray());
        const keys = {
            publicKey: await crypto.subtle.importKey("jwk", key, algorithm, true, ["verify"]),
            privateKey: await crypto.subtle.importKey("jwk", { ...key, d }, algorithm, true, [
                "sign",
            ]),
        };
        return Authority.of(commonName, keys, validity(3650));
    }

    private static async of(
        commonName: string,
        keys: webcrypto.CryptoKeyPair,
        period: { notBefore: Date; notAfter: Date },
    ): Promise<Authority> {
        const root = await X509CertificateGenerator.create({
            subject: `CN=${commonName}`,
            issuer: `CN=${commonName}`,
            ...period,
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

/** By default longer than anybody leaves a sandbox running; every start makes new ones. */
function validity(days = 30): { notBefore: Date; notAfter: Date } {
    const now = Date.now();
    return { notBefore: new Date(now - 5 * 60 * 1000), notAfter: new Date(now + days * day) };
}

/** The pair by which ServiceAccount tokens are signed and checked, PEM. */
export function serviceAccountKeys(): { publicKey: string; privateKey: string } {
    return generateKeyPairSync("ec", {
        namedCurve: "P-256",
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
}
