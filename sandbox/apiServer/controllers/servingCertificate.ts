import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority } from "../certificates";

/** A webhook's certificate, of this run, in a folder where Kubernetes' webhooks look for one. */
export interface ServingCertificate {
    folder: string;
    /** In base64, for the API server. */
    caBundle: string;
}

export async function servingCertificate(
    parent: string,
    name: string,
): Promise<ServingCertificate> {
    const folder = join(parent, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const authority = await Authority.make(`${name}-webhook`);
    const { certificate, key } = await authority.serverCertificate([name]);
    writeFileSync(join(folder, "tls.crt"), certificate);
    writeFileSync(join(folder, "tls.key"), key, { mode: 0o600 });
    return { folder, caBundle: Buffer.from(authority.certificate).toString("base64") };
}
