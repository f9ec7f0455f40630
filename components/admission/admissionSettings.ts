import { type IssuerRef, meshCa, vaultAccount } from "../identity/meshCa";
import { isDnsLabel, type Problem, Problems } from "../validation";

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
    /** Who makes CertificateRequests, by user name; cert-manager's controller, unless another does. */
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

/** How long an exemption may last, so that somebody decides anew. */
export const maximumExemptionDays = 90;

/** Settings of the reference architecture. */
export const defaultAdmissionSettings: AdmissionSettings = {
    exemptNamespaces: [
        "cert-manager",
        "emissary-system",
        "gatekeeper-system",
        "kube-node-lease",
        "kube-public",
        "kube-system",
        "linkerd",
        "linkerd-viz",
        "polaris",
    ],
    ingress: { namespace: "emissary", name: "emissary-ingress", listenerPorts: [8080, 8443] },
    controlPlaneNamespace: "linkerd",
    trustDomain: "cluster.local",
    proxyImages: "cr.l5d.io/linkerd",
    allowedRegistries: [
        "cr.l5d.io/linkerd",
        "docker.io/nginxinc",
        "docker.io/prom",
        "ghcr.io/buoyantio",
        "ghcr.io/emissary-ingress",
        "quay.io/jetstack",
        "us-docker.pkg.dev/fairwinds-ops",
    ],
    floatingTags: ["latest", "stable", "edge", "main", "master", "dev", "nightly"],
    allowedIssuers: [],
    meshCa,
    meshCaAccount: vaultAccount,
    certificateRequesters: ["system:serviceaccount:cert-manager:cert-manager"],
    exemptions: [],
};

const day = 24 * 60 * 60 * 1000;

/**
 * Every problem of exemptions; empty when they are in force.
 * @param knownRules ids of the rules that there are
 * @param today in UTC, as `2026-12-31`
 */
export function exemptionProblems(
    exemptions: AdmissionExemption[],
    knownRules: string[],
    today = new Date().toISOString().slice(0, 10),
): Problem[] {
    const problems = new Problems();
    const last = new Date(Date.parse(today) + maximumExemptionDays * day).toISOString();
    for (const [index, exemption] of exemptions.entries()) {
        const path = `exemptions[${index}]`;
        const { rule, namespace, name, owner, reason, expiry } = exemption;
        problems.require(knownRules.includes(rule), {
            path: `${path}.rule`,
            value: rule,
            reason: "is no rule that is decided at admission",
            remedy: `give one of ${knownRules.join(", ")}`,
        });
        problems.require(isDnsLabel(namespace), {
            path: `${path}.namespace`,
            value: namespace,
            reason: "is not the name of a namespace",
            remedy: "give the one namespace of the workload",
        });
        problems.require(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name), {
            path: `${path}.name`,
            value: name,
            reason: "is not the name of an object",
            remedy: "give the full name of the one workload, without a wildcard",
        });
        for (const [key, value] of Object.entries({ owner, reason })) {
            problems.require(value.trim() !== "", {
                path: `${path}.${key}`,
                reason: "is empty",
                remedy:
                    key === "owner"
                        ? "say who answers for it, e.g. platform@example.com"
                        : "say why it has to be",
            });
        }
        if (
            problems.require(isDay(expiry), {
                path: `${path}.expiry`,
                value: expiry,
                reason: "is not a day",
                remedy: "give the last day on which it holds, as in 2026-12-31",
            }) &&
            problems.require(expiry >= today, {
                path: `${path}.expiry`,
                value: expiry,
                reason: "has passed, so the exemption holds no more",
                remedy: "mend what it is about, or decide anew until when it holds",
            })
        ) {
            problems.require(expiry <= last.slice(0, 10), {
                path: `${path}.expiry`,
                value: expiry,
                reason: `is more than ${maximumExemptionDays} days ahead`,
                remedy: `let it end on ${last.slice(0, 10)} or before`,
            });
        }
    }
    return problems.all;
}

function isDay(text: string): boolean {
    const moment = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === text;
}
