// Makes a certificate authority to try the platform with: a root, whose private key is used once
// and never written anywhere, and an issuing CA signed by it.
import { type webcrypto } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import "reflect-metadata";
import {
    BasicConstraintsExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    PemConverter,
    SubjectKeyIdentifierExtension,
    AuthorityKeyIdentifierExtension,
    type X509Certificate,
    X509CertificateGenerator,
} from "@peculiar/x509";

/** Files of a demonstration CA, within its folder. */
export const demonstrationCaFiles = {
    trustAnchor: "trust-anchor.crt",
    issuingCa: "issuing-ca.crt",
    issuingCaKey: "issuing-ca.key",
} as const;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;

interface Authority {
    certificate: X509Certificate;
    keys: webcrypto.CryptoKeyPair;
}

/**
 * Makes the CA in `directory` unless it is there already.
 * @returns whether it was made.
 */
export async function ensureDemonstrationCa(directory: string): Promise<boolean> {
    if (existsSync(directory)) {
        return false;
    }
    const root = await makeAuthority("root.linkerd.cluster.local", 365, undefined);
    const issuing = await makeAuthority("issuing-ca.linkerd.cluster.local", 90, root);
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", issuing.keys.privateKey);

    // Renamed into place, so that an interrupted run leaves nothing half made.
    const draft = `${directory}.${process.pid}`;
    await mkdir(draft, { recursive: true, mode: 0o700 });
    try {
        const files = {
            [demonstrationCaFiles.trustAnchor]: root.certificate.toString("pem"),
            [demonstrationCaFiles.issuingCa]: issuing.certificate.toString("pem"),
            [demonstrationCaFiles.issuingCaKey]: PemConverter.encode(pkcs8, "PRIVATE KEY"),
        };
        for (const [file, pem] of Object.entries(files)) {
            await writeFile(join(draft, file), `${pem}\n`, { mode: 0o600 });
        }
        await rename(draft, directory);
    } finally {
        await rm(draft, { recursive: true, force: true });
    }
    return true;
}

async function makeAuthority(
    commonName: string,
    days: number,
    parent: Authority | undefined,
): Promise<Authority> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const now = Date.now();
    const certificate = await X509CertificateGenerator.create({
        subject: `CN=${commonName}`,
        issuer: parent?.certificate.subject ?? `CN=${commonName}`,
        // Clocks differ; a certificate that is not valid yet looks like a broken one.
        notBefore: new Date(now - 5 * 60 * 1000),
        notAfter: new Date(now + days * day),
        publicKey: keys.publicKey,
        signingKey: parent?.keys.privateKey ?? keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
            // Root, issuing CA, identity issuer, workload: one CA less below each.
            new BasicConstraintsExtension(true, parent === undefined ? 2 : 1, true),
            new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
            await SubjectKeyIdentifierExtension.create(keys.publicKey),
            await AuthorityKeyIdentifierExtension.create(parent?.keys.publicKey ?? keys.publicKey),
        ],
    });
    return { certificate, keys };
}

if (require.main === module) {
    const directory = resolve(dirname(__dirname), ".demonstration-ca");
    void ensureDemonstrationCa(directory).then((made) => {
        console.log(
            made
                ? `Made a demonstration CA in ${directory}; its root's private key was not kept.`
                : `${directory} is there already; remove the folder to make a new CA.`,
        );
    });
}
