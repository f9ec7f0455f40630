import assert from "node:assert/strict";

import {
    IngressCertificate,
    type IngressCertificateArgs,
    ingressCertificateProblems,
} from "../../../components/certificates/ingressCertificate";
import { only, recordResources } from "../../support/recordResources";

const args: IngressCertificateArgs = {
    namespace: "emissary",
    host: "faces.example.com",
    acmeEmail: "platform@example.com",
    cloudflareApiToken: "token",
};

const record = (changes: Partial<IngressCertificateArgs>) =>
    recordResources(() => {
        new IngressCertificate("certificate", { ...args, ...changes });
    });

describe("IngressCertificate", () => {
    it("asks for 90 days and renews 15 days before the end", async () => {
        const resources = await record({});
        assert.deepEqual(only(resources, "kubernetes:cert-manager.io/v1:Certificate"), {
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            metadata: {
                name: "faces-example-com",
                namespace: "emissary",
                annotations: { "pulumi.com/waitFor": "condition=Ready" },
            },
            spec: {
                secretName: "faces-example-com-tls",
                duration: "2160h",
                renewBefore: "360h",
                dnsNames: ["faces.example.com"],
                usages: ["digital signature", "server auth"],
                privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                issuerRef: {
                    name: "letsencrypt-staging",
                    kind: "Issuer",
                    group: "cert-manager.io",
                },
            },
        });
    });

    it("proves the host by DNS-01 with a token in the same namespace", async () => {
        const resources = await record({});
        assert.deepEqual(only(resources, "kubernetes:core/v1:Secret").metadata, {
            name: "cloudflare-api-token",
            namespace: "emissary",
        });
        const issuer = only(resources, "kubernetes:cert-manager.io/v1:Issuer");
        assert.deepEqual((issuer.spec as { acme: { solvers: unknown } }).acme.solvers, [
            {
                selector: { dnsNames: ["faces.example.com"] },
                dns01: {
                    cloudflare: {
                        apiTokenSecretRef: { name: "cloudflare-api-token", key: "api-token" },
                    },
                },
            },
        ]);
    });

    for (const [environment, server] of [
        [undefined, "https://acme-staging-v02.api.letsencrypt.org/directory"],
        ["staging", "https://acme-staging-v02.api.letsencrypt.org/directory"],
        ["production", "https://acme-v02.api.letsencrypt.org/directory"],
    ] as const) {
        it(`uses ${server} for ${environment ?? "no"} environment`, async () => {
            const issuer = only(
                await record({ acmeEnvironment: environment }),
                "kubernetes:cert-manager.io/v1:Issuer",
            );
            assert.equal((issuer.spec as { acme: { server: string } }).acme.server, server);
        });
    }

    it("reports every problem at once, and never the token", () => {
        const problems = ingressCertificateProblems({
            ...args,
            namespace: "Emissary",
            host: "faces",
            acmeEmail: "nobody",
            acmeEnvironment: "test",
            acmeTimeout: "10 minutes",
        });
        assert.deepEqual(
            problems.map(({ path }) => path),
            ["namespace", "host", "acmeEmail", "acmeTimeout", "acmeEnvironment"],
        );
        assert.doesNotMatch(JSON.stringify(problems), /token/);
    });

    for (const [acmeTimeout, isTaken] of [
        ["10m", true],
        ["90s", true],
        ["2h", true],
        ["0m", false],
        ["1d", false],
        ["10", false],
        ["1.5h", false],
    ] as const) {
        it(`${isTaken ? "takes" : "refuses"} ${acmeTimeout} as the time to wait`, () => {
            assert.equal(
                ingressCertificateProblems({ ...args, acmeTimeout }).length === 0,
                isTaken,
            );
        });
    }
});
