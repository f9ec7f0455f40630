import { X509Certificate } from "node:crypto";

import type * as pulumi from "@pulumi/pulumi";
import { type IssuerRef, meshCa } from "zero-trust-rules";

import { isDnsLabel, type Problem, Problems } from "../validation";
import { certificateProblem, isSelfSigned } from "./trustAnchors";

/** Vault or OpenBao signs the identity issuer. */
export interface VaultCaArgs {
    /** URL of the server, e.g. `https://vault.example.com:8200`. It must not be in this cluster. */
    server: string;
    /** Signing endpoint, e.g. `pki/issuer/default/sign-intermediate`. */
    path: string;
    /**
     * Role of Vault's Kubernetes auth method. It has to be bound to the ServiceAccount `vault-issuer` of
     * the namespace `linkerd` and to the audience `vault://linkerd/enterprise-issuer`, and to no other.
     */
    role: string;
    /** Mount path of the auth method. Default: `/v1/auth/kubernetes`. */
    mountPath?: string;
    /** PEM bundle by which cert-manager trusts the server. Default: the system's roots. */
    caBundle?: string;
}

/** An issuer that exists in the cluster signs: Venafi, AWS Private CA, step, … */
export interface ExistingIssuerArgs {
    /** Name of the issuer. */
    name: string;
    /** Kind of the issuer. Default: `ClusterIssuer`. */
    kind?: string;
    /** API group of the kind. Default: `cert-manager.io`. */
    group?: string;
}

/**
 * A demonstration CA for development: an issuing CA whose root was made and kept elsewhere. Its
 * own key is in the cluster, the root's is not.
 */
export interface DemonstrationCaArgs {
    /** The issuing CA's certificate in PEM, signed by one of the trust anchors. */
    certificate: string;
    /** The issuing CA's private key in PEM. Kept secret. */
    privateKey: pulumi.Input<string>;
}

/** The external CA that signs the identity issuer: exactly one of the three. */
export interface ExternalCaArgs {
    /** Vault or OpenBao. */
    vault?: VaultCaArgs;
    /** An issuer that exists in the cluster. */
    existingIssuer?: ExistingIssuerArgs;
    /** A demonstration CA, not for production. */
    demonstration?: DemonstrationCaArgs;
}

/** The issuer that signs the identity issuer. */
export function meshCaOf({ existingIssuer }: ExternalCaArgs): IssuerRef {
    return existingIssuer === undefined
        ? meshCa
        : {
              name: existingIssuer.name,
              kind: existingIssuer.kind ?? "ClusterIssuer",
              group: existingIssuer.group ?? meshCa.group,
          };
}

/** Every problem of the external CA; `anchors` are PEMs without problems of their own. */
export function externalCaProblems(ca: ExternalCaArgs, anchors: string[]): Problem[] {
    const problems = new Problems();
    const chosen = [ca.vault, ca.existingIssuer, ca.demonstration].filter(
        (choice) => choice !== undefined,
    );
    problems.require(chosen.length === 1, {
        path: "externalCa",
        reason: `names ${chosen.length} certificate authorities instead of one`,
        remedy: "give exactly one of vault, existingIssuer and demonstration",
    });
    if (ca.vault !== undefined) {
        vaultProblems(ca.vault, problems);
    }
    if (ca.existingIssuer !== undefined) {
        problems.require(ca.existingIssuer.name !== "", {
            path: "externalCa.existingIssuer.name",
            reason: "is empty",
            remedy: "give the name of the issuer, e.g. venafi-clusterissuer",
        });
        const { kind = "ClusterIssuer", group = meshCa.group } = ca.existingIssuer;
        const isOwn = group === meshCa.group;
        problems.require(
            isOwn ? ["ClusterIssuer", "Issuer"].includes(kind) : /^[A-Z][A-Za-z0-9]*$/.test(kind),
            {
                path: "externalCa.existingIssuer.kind",
                value: kind,
                reason: isOwn ? "is no kind of cert-manager's own" : "is not the name of a kind",
                remedy: isOwn
                    ? "give ClusterIssuer or Issuer, or the group of another maker's kind"
                    : "give e.g. AWSPCAClusterIssuer",
            },
        );
        problems.require(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(group), {
            path: "externalCa.existingIssuer.group",
            value: group,
            reason: "is not an API group",
            remedy: "give it without a version, e.g. cert-manager.io",
        });
    }
    if (ca.demonstration !== undefined) {
        demonstrationProblems(ca.demonstration, anchors, problems);
    }
    return problems.all;
}

function vaultProblems(vault: VaultCaArgs, problems: Problems): void {
    const server = URL.canParse(vault.server) ? new URL(vault.server) : undefined;
    problems.require(server?.protocol === "https:", {
        path: "externalCa.vault.server",
        value: vault.server,
        reason: "is not an https URL",
        remedy: "give e.g. https://vault.example.com:8200",
    });
    problems.require(server?.hostname.endsWith(".svc.cluster.local") !== true, {
        path: "externalCa.vault.server",
        value: vault.server,
        reason: "is in this cluster, and with it the trust anchor's private key",
        remedy: "use a server elsewhere",
    });
    problems.require(/^[^/].*\/[^/]+$/.test(vault.path) && !vault.path.includes(".."), {
        path: "externalCa.vault.path",
        value: vault.path,
        reason: "is not a signing endpoint",
        remedy: "give e.g. pki/issuer/default/sign-intermediate",
    });
    problems.require(isDnsLabel(vault.role), {
        path: "externalCa.vault.role",
        value: vault.role,
        reason: "is not the name of a role",
        remedy: "give the role of Vault's Kubernetes auth method, e.g. linkerd-identity-issuer",
    });
    if (vault.caBundle !== undefined) {
        const found = certificateProblem(vault.caBundle);
        if (found !== undefined) {
            problems.all.push({ path: "externalCa.vault.caBundle", ...found });
        }
    }
}

function demonstrationProblems(
    ca: DemonstrationCaArgs,
    anchors: string[],
    problems: Problems,
): void {
    const path = "externalCa.demonstration.certificate";
    const found = certificateProblem(ca.certificate);
    if (found !== undefined) {
        problems.all.push({ path, ...found });
        return;
    }
    const certificate = new X509Certificate(ca.certificate);
    problems.require(certificate.ca && !isSelfSigned(certificate), {
        path,
        reason: "is not an intermediate CA, so its key would be the trust anchor's",
        remedy: "make the CA with npm run demonstration-ca, which keeps the root's key out",
    });
    problems.require(
        anchors
            .map((pem) => new X509Certificate(pem))
            .some(
                (anchor) => certificate.checkIssued(anchor) && certificate.verify(anchor.publicKey),
            ),
        {
            path,
            reason: "is not signed by any of the trust anchors",
            remedy: "give the trust anchor that it was made with",
        },
    );
}
