import { type IssuerRef, meshCa, vaultAccount } from "../certificates/meshCa";
import { defaultSettings } from "../settings";

/** What of the rules at admission depends on the platform. */
export interface AdmissionSettings {
    /** Namespaces that no rule judges: the cluster's own, and the machinery of the mesh. */
    exemptNamespaces: string[];
    /** The one workload that takes connections from outside, and the ports on which it does. */
    ingress: { namespace: string; name: string; listenerPorts: number[] };
    /** Namespace of Linkerd's control plane. */
    controlPlaneNamespace: string;
    /** Domain of all mesh identities. */
    trustDomain: string;
    /** Registry and path of the images that Linkerd's injector adds to pods. */
    proxyImages: string;
    /** Registries, or paths in them, that images may come from, e.g. `ghcr.io/example`. */
    allowedRegistries: string[];
    /** Tags that move from one image to the next. */
    floatingTags: string[];
    /**
     * Issuers that a namespace may use besides the Issuers of its own, as `namespace/Kind/name`, and
     * those of other makers as `namespace/Kind.group/name`.
     */
    allowedIssuers: string[];
    /** The issuer that signs Linkerd's identity issuer, and nothing else. */
    meshCa: IssuerRef;
    /** The account by which cert-manager signs in to that issuer's CA, where it does. */
    meshCaAccount: { namespace: string; name: string };
    /** User name of cert-manager's controller, which makes requests of Certificates. */
    certManagerUser: string;
    /** Who makes CertificateRequests besides, by user name, such as a CSI driver. */
    certificateRequesters: string[];
    /** Workloads that break a rule because somebody answers for it, until a day. */
    exemptions: AdmissionExemption[];
}

/** One rule does not judge one workload, or other object, and what it makes. */
export interface AdmissionExemption {
    /** Id of the rule, e.g. `POD-02`. */
    rule: string;
    namespace: string;
    /** Name of the workload; its ReplicaSets, Jobs and Pods are named after it. */
    name: string;
    /** Who answers for it, e.g. `platform@example.com`. */
    owner: string;
    reason: string;
    /** The last day on which it holds, in UTC, at most 90 days ahead: `2026-12-31`. */
    expiry: string;
}

/** Settings of the reference architecture. */
export const defaultAdmissionSettings: AdmissionSettings = {
    exemptNamespaces: [...defaultSettings.exemptNamespaces],
    ingress: { ...defaultSettings.ingress, listenerPorts: [8080, 8443] },
    controlPlaneNamespace: defaultSettings.controlPlaneNamespace,
    trustDomain: defaultSettings.trustDomain,
    proxyImages: "cr.l5d.io/linkerd",
    allowedRegistries: [...defaultSettings.allowedRegistries],
    floatingTags: [...defaultSettings.floatingTags],
    allowedIssuers: [],
    meshCa,
    meshCaAccount: vaultAccount,
    certManagerUser: "system:serviceaccount:cert-manager:cert-manager",
    certificateRequesters: [],
    exemptions: [],
};
