import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { demonstrationCaFiles, ensureDemonstrationCa } from "../../scripts/demonstrationCa";

/** PEMs of a certificate authority made for one test run. */
export interface Authority {
    trustAnchor: string;
    issuingCa: string;
    issuingCaKey: string;
}

/** Makes a real certificate authority. */
export async function makeAuthority(): Promise<Authority> {
    const parent = await mkdtemp(join(tmpdir(), "authority-"));
    const directory = join(parent, "ca");
    try {
        await ensureDemonstrationCa(directory);
        const read = (file: string) => readFileSync(join(directory, file), "utf8");
        return {
            trustAnchor: read(demonstrationCaFiles.trustAnchor),
            issuingCa: read(demonstrationCaFiles.issuingCa),
            issuingCaKey: read(demonstrationCaFiles.issuingCaKey),
        };
    } finally {
        await rm(parent, { recursive: true });
    }
}
