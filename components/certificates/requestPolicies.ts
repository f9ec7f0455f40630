import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type IssuerRef, linkerdNamespace, meshCa } from "zero-trust-rules";

import { type CertificateRequestPolicySpec, customResource } from "../customResources";
import { hostProblems, labelProblems, type Problem, valid } from "../validation";
import { certManagerNamespace } from "./certManager";
import { acmeEnvironmentProblems, acmeIssuerName } from "./ingressCertificate";

/** Arguments of `RequestPolicies`. */
export interface RequestPoliciesArgs {
    /** The issuer that signs Linkerd's identity issuer. Default: the one that `MeshIdentity` makes. */
    meshCa?: IssuerRef;
    /** Domain of all mesh identities. Default: `cluster.local`. */
    trustDomain?: string;
    /** Namespace of the ingress. */
    ingressNamespace: string;
    /** Fully qualified name that the ingress serves. */
    host: string;
    /** As `IngressCertificate` has it. Default: `staging`. */
    acmeEnvironment?: string;
}

/** Every problem of the arguments; empty when the policies can be made from them. */
export function requestPoliciesProblems(args: RequestPoliciesArgs): Problem[] {
    return [
        ...labelProblems("ingressNamespace", args.ingressNamespace),
        ...hostProblems("host", args.host),
        ...acmeEnvironmentProblems(args.acmeEnvironment),
    ];
}

const prefix = "zero-trust";
const group = "cert-manager.io";
const serving = ["digital signature", "key encipherment", "server auth"];

/** What may be asked for, by the policy's name. */
export function requestPolicySpecs(
    args: RequestPoliciesArgs,
): Record<string, CertificateRequestPolicySpec> {
    const { ingressNamespace, host, trustDomain = "cluster.local" } = args;
    const identity = `identity.${linkerdNamespace}.${trustDomain}`;
    return {
        "identity-issuer": {
            allowed: {
                commonName: { value: identity, required: true },
                dnsNames: { values: [identity], required: true },
                isCA: true,
                usages: ["cert sign", "crl sign", "server auth", "client auth"],
            },
            constraints: {
                maxDuration: "48h",
                privateKey: { algorithm: "ECDSA", minSize: 256, maxSize: 256 },
            },
            selector: {
                issuerRef: { ...(args.meshCa ?? meshCa) },
                namespace: { matchNames: [linkerdNamespace] },
            },
        },
        ingress: serverPolicy(
            [host],
            acmeIssuerName(args.acmeEnvironment ?? "staging"),
            ingressNamespace,
        ),
        // The webhooks' own, of Issuers that their charts bring.
        "trust-manager": serverPolicy(
            [`trust-manager.${certManagerNamespace}.svc`],
            "trust-manager",
            certManagerNamespace,
        ),
        polaris: serverPolicy(
            ["polaris-webhook", "polaris-webhook.polaris", "polaris-webhook.polaris.svc*"],
            "polaris-selfsigned",
            "polaris",
        ),
    };
}

function serverPolicy(
    names: string[],
    issuer: string,
    namespace: string,
): CertificateRequestPolicySpec {
    return {
        allowed: {
            commonName: { value: names.at(-1) ?? "", required: false },
            dnsNames: { values: names, required: true },
            usages: serving,
        },
        selector: {
            issuerRef: { name: issuer, kind: "Issuer", group },
            namespace: { matchNames: [namespace] },
        },
    };
}

/**
 * What cert-manager may ask for where its approver-policy is installed, which reads the signed
 * requests themselves. Whatever no policy allows is not approved: a namespace of somebody else needs
 * policies of its own. Make it before anything that asks for a certificate.
 */
export class RequestPolicies extends pulumi.ComponentResource {
    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: RequestPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`RequestPolicies "${name}"`, args, requestPoliciesProblems(args));
        super("zero-trust-components:index:RequestPolicies", name, inputs, opts);

        const specs = Object.entries(requestPolicySpecs(inputs));
        for (const [policy, spec] of specs) {
            customResource(
                "CertificateRequestPolicy",
                `${name}-${policy}`,
                { metadata: { name: `${prefix}-${policy}` }, spec },
                { parent: this },
            );
        }
        const role = new kubernetes.rbac.v1.ClusterRole(
            `${name}-use`,
            {
                metadata: { name: `${prefix}-certificate-requests` },
                rules: [
                    {
                        apiGroups: ["policy.cert-manager.io"],
                        resources: ["certificaterequestpolicies"],
                        resourceNames: specs.map(([policy]) => `${prefix}-${policy}`),
                        verbs: ["use"],
                    },
                ],
            },
            { parent: this },
        );
        new kubernetes.rbac.v1.ClusterRoleBinding(
            `${name}-use-binding`,
            {
                metadata: { name: `${prefix}-certificate-requests` },
                roleRef: {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "ClusterRole",
                    name: `${prefix}-certificate-requests`,
                },
                subjects: [
                    {
                        kind: "ServiceAccount",
                        name: "cert-manager",
                        namespace: certManagerNamespace,
                    },
                ],
            },
            { parent: this, dependsOn: [role] },
        );
        this.registerOutputs({});
    }
}
