import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterAccess } from "../cluster/clusterAccess";
import { customResource, waitForCondition } from "../customResources";
import { hostProblems, labelProblems, type Problem, Problems, valid } from "../validation";
import { explainingHook } from "./issuanceHook";

/** Arguments of `IngressCertificate`. */
export interface IngressCertificateArgs {
    /** Namespace of the ingress: Issuer, token and certificate must be where it reads them. */
    namespace: string;
    /** Fully qualified name on the certificate. */
    host: string;
    /** Address that the ACME CA writes to before a certificate expires. */
    acmeEmail: string;
    /** `staging` issues without rate limits, for nobody's trust; `production` for browsers. Default: `staging`. */
    acmeEnvironment?: string;
    /** Cloudflare API token with Zone-DNS-Edit and Zone-Zone-Read on the host's zone. Kept secret. */
    cloudflareApiToken: pulumi.Input<string>;
    /**
     * How long an `up` waits until the certificate is issued, before it fails: a whole number of
     * `s`, `m` or `h`. Default: `10m`.
     */
    acmeTimeout?: string;
    /**
     * How to ask the cluster why the certificate is not issued. Default: nobody is asked, and the
     * error names the command that does.
     */
    cluster?: ClusterAccess;
}

/** DNS-01 takes a minute or two; a new zone's records have been seen to take longer. */
const defaultTimeout = "10m";

/** ACME directories of Let's Encrypt. */
const acmeDirectories = {
    staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
    production: "https://acme-v02.api.letsencrypt.org/directory",
} as const;

/** Every problem of the arguments; empty when the certificate can be asked for. */
export function ingressCertificateProblems(
    args: Omit<IngressCertificateArgs, "cloudflareApiToken" | "cluster">,
): Problem[] {
    const problems = new Problems();
    problems.all.push(
        ...labelProblems("namespace", args.namespace),
        ...hostProblems("host", args.host),
    );
    problems.require(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(args.acmeEmail), {
        path: "acmeEmail",
        value: args.acmeEmail,
        reason: "is not an e-mail address",
        remedy: "give one that somebody reads, e.g. platform@example.com",
    });
    problems.require(/^[1-9]\d{0,3}[smh]$/.test(args.acmeTimeout ?? defaultTimeout), {
        path: "acmeTimeout",
        value: args.acmeTimeout,
        reason: "is not a time to wait",
        remedy: "give a whole number of s, m or h, e.g. 10m",
    });
    return [...problems.all, ...acmeEnvironmentProblems(args.acmeEnvironment)];
}

/** The problem of what is none of Let's Encrypt's environments. */
export function acmeEnvironmentProblems(acmeEnvironment = "staging"): Problem[] {
    return acmeEnvironment in acmeDirectories
        ? []
        : [
              {
                  path: "acmeEnvironment",
                  value: acmeEnvironment,
                  reason: "is not an environment of Let's Encrypt",
                  remedy: "give staging or production",
              },
          ];
}

/** Name of the Issuer for an environment of Let's Encrypt. */
export function acmeIssuerName(acmeEnvironment: string): string {
    return `letsencrypt-${acmeEnvironment}`;
}

/** Name of the TLS Secret that cert-manager fills for a host. */
export function tlsSecretName(host: string): string {
    return `${certificateNameOf(host)}-tls`;
}

function certificateNameOf(host: string): string {
    return host.replaceAll(".", "-");
}

/**
 * The ingress' certificate from Let's Encrypt, proved by DNS-01 through Cloudflare. It is there when
 * it has been issued: an `up` waits for it, and where it does not come fails with what cert-manager
 * says of the Order and the Challenge.
 */
export class IngressCertificate extends pulumi.ComponentResource {
    /** Name of the TLS Secret that cert-manager fills. */
    readonly secretName: string;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(
        name: string,
        args: IngressCertificateArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        // Nothing is made from how the cluster is asked, so it is no input.
        const { cluster, ...given } = args;
        const inputs = {
            ...valid(`IngressCertificate "${name}"`, given, ingressCertificateProblems(given)),
            cloudflareApiToken: pulumi.secret(given.cloudflareApiToken),
        };
        super("zero-trust-components:index:IngressCertificate", name, inputs, opts);

        const { namespace, host } = inputs;
        const environment = inputs.acmeEnvironment === "production" ? "production" : "staging";
        const issuerName = acmeIssuerName(environment);
        const certificateName = certificateNameOf(host);
        const timeout = inputs.acmeTimeout ?? defaultTimeout;
        this.secretName = tlsSecretName(host);

        const token = new kubernetes.core.v1.Secret(
            `${name}-token`,
            {
                metadata: { name: "cloudflare-api-token", namespace },
                stringData: { "api-token": inputs.cloudflareApiToken },
            },
            { parent: this },
        );
        const issuer = customResource(
            "Issuer",
            `${name}-issuer`,
            {
                metadata: { name: issuerName, namespace },
                spec: {
                    acme: {
                        email: inputs.acmeEmail,
                        server: acmeDirectories[environment],
                        privateKeySecretRef: { name: `${issuerName}-account` },
                        solvers: [
                            {
                                selector: { dnsNames: [host] },
                                dns01: {
                                    cloudflare: {
                                        apiTokenSecretRef: {
                                            name: "cloudflare-api-token",
                                            key: "api-token",
                                        },
                                    },
                                },
                            },
                        ],
                    },
                },
            },
            { parent: this, dependsOn: [token] },
        );
        customResource(
            "Certificate",
            `${name}-certificate`,
            {
                metadata: {
                    name: certificateName,
                    namespace,
                    annotations: waitForCondition("Ready"),
                },
                spec: {
                    secretName: this.secretName,
                    duration: "2160h",
                    renewBefore: "360h",
                    dnsNames: [host],
                    usages: ["digital signature", "server auth"],
                    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                    issuerRef: { name: issuerName, kind: "Issuer", group: "cert-manager.io" },
                },
            },
            {
                parent: this,
                dependsOn: [issuer],
                customTimeouts: { create: timeout, update: timeout },
                hooks: explainingHook(
                    `${name}-explanation`,
                    { namespace, name: certificateName, issuerName, timeout },
                    { cluster, token: inputs.cloudflareApiToken, component: this },
                ),
            },
        );
        this.registerOutputs({ secretName: this.secretName });
    }
}
