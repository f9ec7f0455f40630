import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ensureDemonstrationCa } from "../../scripts/demonstrationCa";
import { type Authority, makeAuthority } from "../support/authorities";

describe("The demonstration CA", () => {
    let authority: Authority;
    let parent: string;

    before(async () => {
        authority = await makeAuthority();
        parent = await mkdtemp(join(tmpdir(), "demonstration-ca-"));
    });

    after(async () => {
        await rm(parent, { recursive: true });
    });

    it("is an issuing CA signed by the trust anchor", () => {
        const anchor = new X509Certificate(authority.trustAnchor);
        const issuing = new X509Certificate(authority.issuingCa);
        assert.ok(issuing.ca);
        assert.ok(issuing.checkIssued(anchor));
        assert.ok(issuing.verify(anchor.publicKey));
    });

    it("keeps the issuing CA's key and no other", () => {
        const issuing = new X509Certificate(authority.issuingCa);
        const anchor = new X509Certificate(authority.trustAnchor);
        const key = createPrivateKey(authority.issuingCaKey);
        assert.ok(issuing.checkPrivateKey(key));
        assert.ok(!anchor.checkPrivateKey(key));
    });

    it("writes three files that only their owner can read", async () => {
        const directory = join(parent, "made");
        assert.equal(await ensureDemonstrationCa(directory), true);
        assert.deepEqual((await readdir(directory)).sort(), [
            "issuing-ca.crt",
            "issuing-ca.key",
            "trust-anchor.crt",
        ]);
        assert.equal((await stat(join(directory, "issuing-ca.key"))).mode & 0o777, 0o600);
    });

    it("leaves a CA alone that is there already", async () => {
        const directory = join(parent, "kept");
        await mkdir(directory);
        await writeFile(join(directory, "trust-anchor.crt"), "mine");
        assert.equal(await ensureDemonstrationCa(directory), false);
        assert.deepEqual(await readdir(directory), ["trust-anchor.crt"]);
    });
});
