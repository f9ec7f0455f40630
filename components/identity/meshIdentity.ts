import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { identityIssuerName, linkerdNamespace, meshCa, vaultAccount } from "zero-trust-rules";

import { certManagerNamespace } from "../certificates/certManager";
import { customResource, waitForCondition } from "../customResources";
import { systemNamespace } from "../systemNamespace";
import { isFullyQualifiedName, type Problem, valid } from "../validation";
import { type ExternalCaArgs, externalCaProblems, meshCaOf } from "./externalCa";
import { readTrustAnchors, type TrustAnchor, trustAnchorProblems } from "./trustAnchors";

/** Arguments of `MeshIdentity`. */
export interface MeshIdentityArgs {
    /**
     * Public trust anchors in PEM, one certificate an entry. During a rotation the old and the new
     * one stand side by side.
     */
    trustAnchors: string[];
    /** The CA outside of the cluster that signs the identity issuer. */
    externalCa: ExternalCaArgs;
    /** Domain of all mesh identities. Default: `cluster.local`. */
    trustDomain?: string;
}

/** Every problem of the arguments; empty when the mesh identity can be made from them. */
export function meshIdentityProblems(args: MeshIdentityArgs): Problem[] {
    const problems = trustAnchorProblems("trustAnchors", args.trustAnchors);
    return [
        ...trustDomainProblems(args.trustDomain),
        ...problems,
        ...externalCaProblems(args.externalCa, problems.length === 0 ? args.trustAnchors : []),
    ];
}

/** The problem of a trust domain that cannot be part of an identity. */
export function trustDomainProblems(trustDomain = "cluster.local"): Problem[] {
    return isFullyQualifiedName(trustDomain)
        ? []
        : [
              {
                  path: "trustDomain",
                  value: trustDomain,
                  reason: "is not a domain name in lower case",
                  remedy: "give e.g. cluster.local",
              },
          ];
}

/**
 * What Linkerd's identity stands on: the namespace, the identity issuer's certificate signed by an
 * external CA, and the trust bundle of public anchors. The anchor's private key is never here.
 */
export class MeshIdentity extends pulumi.ComponentResource {
    /** The trust anchors in use. */
    readonly trustAnchors: TrustAnchor[];

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: MeshIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        const { demonstration } = args.externalCa;
        const inputs: MeshIdentityArgs = {
            ...valid(`MeshIdentity "${name}"`, args, meshIdentityProblems(args)),
            externalCa: {
                ...args.externalCa,
                demonstration: demonstration && {
                    ...demonstration,
                    privateKey: pulumi.secret(demonstration.privateKey),
                },
            },
        };
        super("zero-trust-components:index:MeshIdentity", name, inputs, opts);

        this.trustAnchors = readTrustAnchors(inputs.trustAnchors);
        const namespace = new kubernetes.core.v1.Namespace(
            `${name}-namespace`,
            // linkerd-init needs NET_ADMIN, and the bundle's selector needs the first label.
            systemNamespace(linkerdNamespace, "privileged", {
                "linkerd.io/is-control-plane": "true",
                "linkerd.io/control-plane-ns": linkerdNamespace,
                "config.linkerd.io/admission-webhooks": "disabled",
            }),
            { parent: this },
        );
        const issuer = this.issuer(name, inputs.externalCa, namespace);
        this.identityIssuer(name, inputs, [namespace, ...issuer]);
        customResource(
            "Bundle",
            `${name}-trust-roots`,
            {
                metadata: {
                    // The ConfigMap's name too, which Linkerd requires.
                    name: "linkerd-identity-trust-roots",
                    annotations: waitForCondition("Synced"),
                },
                spec: {
                    sources: this.trustAnchors.map(({ pem }) => ({ inLine: pem })),
                    target: {
                        configMap: { key: "ca-bundle.crt" },
                        namespaceSelector: {
                            matchLabels: { "linkerd.io/is-control-plane": "true" },
                        },
                    },
                },
            },
            { parent: this, dependsOn: [namespace] },
        );
        this.registerOutputs({ trustAnchors: this.trustAnchors });
    }

    private identityIssuer(
        name: string,
        { externalCa, trustDomain = "cluster.local" }: MeshIdentityArgs,
        dependsOn: pulumi.Resource[],
    ): void {
        const identity = `identity.${linkerdNamespace}.${trustDomain}`;
        customResource(
            "Certificate",
            `${name}-issuer-certificate`,
            {
                metadata: {
                    name: identityIssuerName,
                    namespace: linkerdNamespace,
                    annotations: waitForCondition("Ready"),
                },
                spec: {
                    secretName: identityIssuerName,
                    // Due at 23 h, which leaves 25 h to notice that the external CA is away.
                    duration: "48h",
                    renewBefore: "25h",
                    commonName: identity,
                    dnsNames: [identity],
                    isCA: true,
                    usages: ["cert sign", "crl sign", "server auth", "client auth"],
                    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                    issuerRef: meshCaOf(externalCa),
                },
            },
            { parent: this, dependsOn },
        );
    }

    /** An Issuer of the control plane's own namespace, which no other namespace can name. */
    private issuer(
        name: string,
        { vault, demonstration }: ExternalCaArgs,
        namespace: pulumi.Resource,
    ): pulumi.Resource[] {
        const metadata = { name: meshCa.name, namespace: linkerdNamespace };
        if (vault !== undefined) {
            const { server, path, role, mountPath = "/v1/auth/kubernetes", caBundle } = vault;
            const kubernetesAuth = {
                role,
                mountPath,
                serviceAccountRef: { name: vaultAccount.name },
            };
            const spec = {
                vault: {
                    server,
                    path,
                    ...(caBundle !== undefined && {
                        caBundle: Buffer.from(caBundle).toString("base64"),
                    }),
                    auth: { kubernetes: kubernetesAuth },
                },
            };
            return [
                customResource(
                    "Issuer",
                    `${name}-issuer`,
                    { metadata, spec },
                    { parent: this, dependsOn: this.vaultAccess(name, namespace) },
                ),
            ];
        }
        if (demonstration !== undefined) {
            const secret = new kubernetes.core.v1.Secret(
                `${name}-demonstration-ca`,
                {
                    metadata: { name: "demonstration-ca", namespace: linkerdNamespace },
                    type: "kubernetes.io/tls",
                    stringData: {
                        "tls.crt": demonstration.certificate,
                        "tls.key": demonstration.privateKey,
                    },
                },
                { parent: this, dependsOn: [namespace] },
            );
            return [
                customResource(
                    "Issuer",
                    `${name}-issuer`,
                    { metadata, spec: { ca: { secretName: "demonstration-ca" } } },
                    { parent: this, dependsOn: [secret] },
                ),
            ];
        }
        return [];
    }

    /** cert-manager may ask for tokens of one ServiceAccount, which is all that Vault believes. */
    private vaultAccess(name: string, namespace: pulumi.Resource): pulumi.Resource[] {
        const opts = { parent: this, dependsOn: [namespace] };
        const serviceAccount = new kubernetes.core.v1.ServiceAccount(
            `${name}-vault-service-account`,
            { metadata: vaultAccount, automountServiceAccountToken: false },
            opts,
        );
        const role = new kubernetes.rbac.v1.Role(
            `${name}-vault-role`,
            {
                metadata: vaultAccount,
                rules: [
                    {
                        apiGroups: [""],
                        resources: ["serviceaccounts/token"],
                        resourceNames: [vaultAccount.name],
                        verbs: ["create"],
                    },
                ],
            },
            opts,
        );
        const binding = new kubernetes.rbac.v1.RoleBinding(
            `${name}-vault-role-binding`,
            {
                metadata: vaultAccount,
                roleRef: {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "Role",
                    name: vaultAccount.name,
                },
                subjects: [
                    {
                        kind: "ServiceAccount",
                        name: "cert-manager",
                        namespace: certManagerNamespace,
                    },
                ],
            },
            { parent: this, dependsOn: [serviceAccount, role] },
        );
        return [binding];
    }
}
