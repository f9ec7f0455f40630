import assert from "node:assert/strict";

import { nameOf } from "../support/checkpoint";
import { explanation, refusedToken, wrong, wrongToken } from "../support/issuance";
import { type SandboxRun, TestSandbox } from "./support";

const project = "zero-trust";
const refusing = {
    host: "cleartext-refused.invalid",
    cleartext: "refused",
    tls: "no certificate",
};
const faces = {
    host: "faces.example.com",
    cleartext: "redirected to https",
    tls: "certificate of Secret faces-example-com-tls",
};

describe("A wrong Cloudflare token, in a real engine", function () {
    this.timeout(300_000);

    let sandbox: TestSandbox;
    let failed: SandboxRun;

    before(async () => {
        sandbox = new TestSandbox();
        failed = await sandbox.run("up", ...wrong);
    });

    after(() => {
        sandbox.remove();
    });

    it("fails the update, which says why and of which Order and Challenge", () => {
        assert.equal(failed.code, 1);
        assert.equal(failed.document.result, "failed");
        assert.deepEqual(explanation(failed), refusedToken());
    });

    it("adds to what the provider says of the Certificate, which is that it timed out", () => {
        const [certificate] = failed.document.diagnostics.filter(
            ({ urn = "" }) => nameOf(urn) === "ingress-certificate-certificate",
        );
        assert.match(certificate?.message ?? "", /: timed out waiting for the condition$/m);
    });

    it("keeps the Host and all behind it from being made", () => {
        const things = sandbox.things(project);
        assert.ok(things.includes("getambassador.io/Host emissary/cleartext-refused"));
        assert.deepEqual(
            things.filter((each) => /Host emissary\/faces|^Namespace faces$/.test(each)),
            [],
        );
    });

    it("leaves no cluster without the policies that keep the mesh's names", () => {
        const kind = "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding";
        assert.ok(sandbox.things(project).includes(`${kind} zero-trust-pki-15`));
    });

    it("leaves an ingress that serves nothing in cleartext", () => {
        assert.deepEqual(failed.document.ingress, [refusing]);
    });

    it("is told nowhere, and kept nowhere in the clear", () => {
        assert.ok(!`${failed.stdout}${failed.stderr}`.includes(wrongToken));
        // The configuration of a stack, and its history, hold what the command line put there.
        const isConfiguration = (file: string) =>
            file.includes("Pulumi.dev.yaml") || file.includes(".pulumi/history/");
        assert.deepEqual(
            sandbox.filesContaining(wrongToken).filter((file) => !isConfiguration(file)),
            [],
        );
    });

    describe("once it is mended", () => {
        let mended: SandboxRun;

        before(async () => {
            mended = await sandbox.run("up");
        });

        it("lets the next update go on from where the last one ended", () => {
            assert.equal(mended.code, 0, mended.stderr);
            assert.deepEqual(mended.document.diagnostics, []);
            assert.deepEqual(mended.document.ingress, [refusing, faces]);
        });

        it("serves nothing in cleartext when the TLS Secret is lost later", async () => {
            sandbox.removeThing(project, "Secret emissary/faces-example-com-tls");
            const { document } = await sandbox.run("refresh");
            assert.deepEqual(document.ingress, [
                refusing,
                { ...faces, cleartext: "refused", tls: "no certificate" },
            ]);
        });
    });
});

describe("A wrong Cloudflare token on a cluster that exists, in a real engine", function () {
    this.timeout(120_000);

    it("is explained by the cluster that kubectl would use, which is the sandbox's own", async () => {
        const sandbox = new TestSandbox();
        const run = await sandbox.run("up", ...wrong, "--config", "cluster=existing");
        assert.equal(run.code, 1);
        assert.deepEqual(explanation(run), refusedToken());
        sandbox.remove();
    });
});
