import type { webcrypto } from "node:crypto";
import "reflect-metadata";
import {
    BasicConstraintsExtension,
    PemConverter,
    SubjectAlternativeNameExtension,
    X509CertificateGenerator,
} from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;

/** A certificate and its private key, both PEM. */
export interface KeyPair {
    cert: string;
    key: string;
}

/** What is particular about a certificate. */
export interface CertificateArgs {
    name: string;
    /** Days from now. */
    expires: number;
}

/** A CA of this test run. */
export class TestCa {
    private constructor(
        private readonly subject: string,
        private readonly keys: webcrypto.CryptoKeyPair,
        /** PEM. */
        readonly certificate: string,
    ) {}

    static async make(name: string): Promise<TestCa> {
        const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
        const root = await X509CertificateGenerator.createSelfSigned({
            name: `CN=${name}`,
            keys,
            signingAlgorithm: algorithm,
            extensions: [new BasicConstraintsExtension(true, undefined, true)],
        });
        return new TestCa(root.subject, keys, root.toString("pem"));
    }

    /** A certificate for a server. */
    issue(args: CertificateArgs): Promise<KeyPair> {
        return certificate(args, { subject: this.subject, key: this.keys.privateKey });
    }
}

/** A certificate for a server that nobody else signed. */
export function selfSigned(args: CertificateArgs): Promise<KeyPair> {
    return certificate(args);
}

async function certificate(
    { name, expires }: CertificateArgs,
    issuer?: { subject: string; key: webcrypto.CryptoKey },
): Promise<KeyPair> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const subject = `CN=${name}`;
    const issued = await X509CertificateGenerator.create({
        subject,
        issuer: issuer?.subject ?? subject,
        notBefore: new Date(Date.now() - 60 * day),
        // An hour more, so that the test's own time does not count.
        notAfter: new Date(Date.now() + expires * day + 60 * 60 * 1000),
        publicKey: keys.publicKey,
        signingKey: issuer?.key ?? keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
    });
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
    return { cert: issued.toString("pem"), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
}
