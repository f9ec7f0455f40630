import assert from "node:assert/strict";

import { type ExternalCaArgs } from "../../../components/identity/externalCa";
import { MeshIdentity, meshIdentityProblems } from "../../../components/identity/meshIdentity";
import { trustAnchorProblems } from "../../../components/identity/trustAnchors";
import { type Authority, makeAuthority } from "../../support/authorities";
import { only, type RecordedResource, recordResources } from "../../support/recordResources";

describe("MeshIdentity", () => {
    let authority: Authority;
    let other: Authority;

    before(async () => {
        authority = await makeAuthority();
        other = await makeAuthority();
    });

    const demonstration = (): ExternalCaArgs => ({
        demonstration: { certificate: authority.issuingCa, privateKey: authority.issuingCaKey },
    });
    const record = (externalCa: ExternalCaArgs, trustAnchors = [authority.trustAnchor]) =>
        recordResources(() => {
            new MeshIdentity("identity", { trustAnchors, externalCa });
        });
    const specOf = (resources: RecordedResource[], type: string) => only(resources, type).spec;

    const certificate = "kubernetes:cert-manager.io/v1:Certificate";
    const issuer = "kubernetes:cert-manager.io/v1:Issuer";
    const bundle = "kubernetes:trust.cert-manager.io/v1alpha1:Bundle";

    it("asks for an identity issuer that lives 48 h and is due after 23", async () => {
        assert.deepEqual(specOf(await record(demonstration()), certificate), {
            secretName: "linkerd-identity-issuer",
            duration: "48h",
            renewBefore: "25h",
            commonName: "identity.linkerd.cluster.local",
            dnsNames: ["identity.linkerd.cluster.local"],
            isCA: true,
            usages: ["cert sign", "crl sign", "server auth", "client auth"],
            privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
            issuerRef: {
                name: "enterprise-issuer",
                kind: "Issuer",
                group: "cert-manager.io",
            },
        });
    });

    it("keeps the issuing CA where no other namespace can name it", async () => {
        const resources = await record(demonstration());
        assert.deepEqual(
            ["kubernetes:core/v1:Secret", issuer].map((type) => only(resources, type).metadata),
            [
                { name: "demonstration-ca", namespace: "linkerd" },
                { name: "enterprise-issuer", namespace: "linkerd" },
            ],
        );
    });

    it("distributes two public anchors side by side during a rotation", async () => {
        const anchors = [authority.trustAnchor, other.trustAnchor];
        const spec = specOf(await record(demonstration(), anchors), bundle);
        assert.deepEqual(spec, {
            sources: anchors.map((inLine) => ({ inLine })),
            target: {
                configMap: { key: "ca-bundle.crt" },
                namespaceSelector: { matchLabels: { "linkerd.io/is-control-plane": "true" } },
            },
        });
    });

    it("labels Linkerd's namespace so that the bundle and the injector find it", async () => {
        const resources = await record(demonstration());
        assert.deepEqual(only(resources, "kubernetes:core/v1:Namespace").metadata, {
            name: "linkerd",
            labels: {
                "pod-security.kubernetes.io/enforce": "privileged",
                "pod-security.kubernetes.io/enforce-version": "v1.33",
                "linkerd.io/is-control-plane": "true",
                "linkerd.io/control-plane-ns": "linkerd",
                "config.linkerd.io/admission-webhooks": "disabled",
            },
            annotations: { "linkerd.io/inject": "disabled" },
        });
    });

    it("lets cert-manager ask for tokens of Vault's one ServiceAccount only", async () => {
        const resources = await record({
            vault: {
                server: "https://vault.example.com:8200",
                path: "pki/issuer/default/sign-intermediate",
                role: "linkerd-identity-issuer",
            },
        });
        assert.deepEqual(specOf(resources, issuer), {
            vault: {
                server: "https://vault.example.com:8200",
                path: "pki/issuer/default/sign-intermediate",
                auth: {
                    kubernetes: {
                        role: "linkerd-identity-issuer",
                        mountPath: "/v1/auth/kubernetes",
                        serviceAccountRef: { name: "vault-issuer" },
                    },
                },
            },
        });
        const account = { name: "vault-issuer", namespace: "linkerd" };
        for (const type of [
            "kubernetes:core/v1:ServiceAccount",
            "kubernetes:rbac.authorization.k8s.io/v1:Role",
            "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        ]) {
            assert.deepEqual(only(resources, type).metadata, account);
        }
        assert.deepEqual(only(resources, "kubernetes:rbac.authorization.k8s.io/v1:Role").rules, [
            {
                apiGroups: [""],
                resources: ["serviceaccounts/token"],
                resourceNames: ["vault-issuer"],
                verbs: ["create"],
            },
        ]);
    });

    it("makes no issuer where one exists", async () => {
        const resources = await record({
            existingIssuer: { name: "venafi", kind: "VenafiIssuer", group: "jetstack.io" },
        });
        assert.deepEqual(
            resources.filter(({ type }) => type === issuer),
            [],
        );
        assert.deepEqual((specOf(resources, certificate) as { issuerRef: unknown }).issuerRef, {
            name: "venafi",
            kind: "VenafiIssuer",
            group: "jetstack.io",
        });
    });

    it("takes exactly one external CA", () => {
        const trustAnchors = [authority.trustAnchor];
        for (const [externalCa, count] of [
            [{}, 0],
            [{ ...demonstration(), existingIssuer: { name: "venafi" } }, 2],
        ] as const) {
            assert.deepEqual(meshIdentityProblems({ trustAnchors, externalCa }), [
                {
                    path: "externalCa",
                    reason: `names ${count} certificate authorities instead of one`,
                    remedy: "give exactly one of vault, existingIssuer and demonstration",
                },
            ]);
        }
    });

    it("refuses a Vault in the same cluster, over plain HTTP, or without a signing endpoint", () => {
        const problems = (server: string, path: string) =>
            meshIdentityProblems({
                trustAnchors: [authority.trustAnchor],
                externalCa: { vault: { server, path, role: "issuer" } },
            }).map((problem) => problem.path);
        assert.deepEqual(problems("https://vault.vault.svc.cluster.local:8200", "pki/sign/a"), [
            "externalCa.vault.server",
        ]);
        assert.deepEqual(problems("http://vault.example.com", "../pki"), [
            "externalCa.vault.server",
            "externalCa.vault.path",
        ]);
    });

    it("refuses a demonstration CA that no anchor signed", () => {
        assert.deepEqual(
            meshIdentityProblems({
                trustAnchors: [other.trustAnchor],
                externalCa: demonstration(),
            }).map(({ reason }) => reason),
            ["is not signed by any of the trust anchors"],
        );
    });

    it("refuses the trust anchor itself as a demonstration CA", () => {
        assert.equal(
            meshIdentityProblems({
                trustAnchors: [authority.trustAnchor],
                externalCa: {
                    demonstration: {
                        certificate: authority.trustAnchor,
                        privateKey: authority.issuingCaKey,
                    },
                },
            })[0]?.reason,
            "is not an intermediate CA, so its key would be the trust anchor's",
        );
    });

    describe("refuses as a trust anchor", () => {
        const reasons = (pem: string, now?: Date) =>
            trustAnchorProblems("trustAnchors", [pem], now).map(({ reason }) => reason);

        it("a private key, without repeating it", () => {
            const problems = trustAnchorProblems("trustAnchors", [
                authority.trustAnchor + authority.issuingCaKey,
            ]);
            assert.deepEqual(problems, [
                {
                    path: "trustAnchors[0]",
                    reason: "holds a private key, which must never reach the cluster or this stack",
                    remedy: "give the public certificate alone, and treat that key as disclosed",
                },
            ]);
        });

        it("an intermediate", () => {
            assert.deepEqual(reasons(authority.issuingCa), ["is not a self-signed CA certificate"]);
        });

        it("two certificates in one entry", () => {
            assert.deepEqual(reasons(authority.trustAnchor + other.trustAnchor), [
                "is not exactly one certificate in PEM",
            ]);
        });

        it("text that only looks like PEM", () => {
            assert.deepEqual(
                reasons("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
                ["is not a certificate that can be parsed"],
            );
        });

        it("an expired certificate", () => {
            assert.match(
                reasons(authority.trustAnchor, new Date("2100-01-01"))[0] ?? "",
                /^expired on /,
            );
        });

        it("an empty list", () => {
            assert.equal(
                trustAnchorProblems("trustAnchors", [])[0]?.reason,
                "is empty, so no proxy could trust another",
            );
        });
    });
});
