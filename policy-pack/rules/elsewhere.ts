import { cis, cisa, nist, nsa } from "./frameworks";
import { type Level, type Reference, type Severity } from "./rule";

/** A rule that is not decided by what a preview shows, and who decides it. */
export interface RuleElsewhere {
    readonly id: string;
    readonly title: string;
    readonly severity: Severity;
    readonly level: Level;
    readonly references: readonly [Reference, ...Reference[]];
    /** Why a policy pack cannot decide it. */
    readonly because: string;
    /** Who does, and how. */
    readonly enforcer: string;
}

export const rulesElsewhere: readonly RuleElsewhere[] = [
    {
        id: "MESH-10",
        title: "Running pods really have the proxy, with an identity",
        severity: "critical",
        level: "mandatory",
        references: [nist(2), cisa("Networks"), nsa("Network separation and hardening")],
        because: "the proxy is injected by a webhook of the cluster, after the preview",
        enforcer:
            "Linkerd (`linkerd check --proxy`), and admission by Gatekeeper or a ValidatingAdmissionPolicy",
    },
    {
        id: "SEC-06",
        title: "Stack outputs that carry credentials are secret",
        severity: "high",
        level: "mandatory",
        references: [nist(3), cisa("Data")],
        because: "outputs of a stack are not shown to policies",
        enforcer: "tests of the program, which look at the outputs that it exports",
    },
    {
        id: "SC-07",
        title: "Signatures and bills of material of images are verified",
        severity: "high",
        level: "advisory",
        references: [nist(5), cisa("Applications and Workloads"), nsa("Kubernetes Pod security")],
        because: "a signature is in the registry, and a preview asks no registry",
        enforcer: "admission by Kyverno (`ImageValidatingPolicy`) or by Gatekeeper with Ratify",
    },
    {
        id: "GOV-06",
        title: "Live state is judged again by the same rules",
        severity: "medium",
        level: "advisory",
        references: [nist(7), cisa("Applications and Workloads"), cis("5.7")],
        because: "a preview judges what is to be made, and not what became of it",
        enforcer:
            "this pack, run on the state: `pulumi policy analyze --stack STACK --policy-pack ./policy-pack`, or the audit of an exported state",
    },
];

export type Enforcer =
    | "Polaris"
    | "Gatekeeper or ValidatingAdmissionPolicy"
    | "ValidatingAdmissionPolicy"
    | "Kyverno"
    | "Linkerd"
    | "cert-manager"
    | "Pod Security Admission"
    | "the CNI plugin";

const P = "Polaris";
const G = "Gatekeeper or ValidatingAdmissionPolicy";
const V = "ValidatingAdmissionPolicy";
const K = "Kyverno";
const L = "Linkerd";
const CM = "cert-manager";
const PSA = "Pod Security Admission";

/** Who else has, or can be given, the same rule, by the rule's id: at admission or at run time. */
export const otherEnforcers: Readonly<Record<string, readonly Enforcer[]>> = {
    "MESH-01": [P, G, K],
    "MESH-02": [P, G, K],
    "MESH-03": [P, G, K],
    "MESH-04": [P, G],
    "MESH-05": [L],
    "MESH-07": [P, G],
    "MESH-08": [PSA],
    "MESH-11": [P],
    "AUTHZ-01": [P, G, K, L],
    "AUTHZ-02": [L],
    "AUTHZ-03": [K],
    "AUTHZ-04": [K, L],
    "AUTHZ-06": [G, L],
    "AUTHZ-08": [G, L],
    "AUTHZ-13": [G],
    "AUTHZ-14": [L],
    "AUTHZ-15": [L],
    "AUTHZ-17": [G, L],
    "AUTHZ-18": [L],
    "PKI-02": [CM],
    "PKI-03": [L],
    "PKI-04": [K],
    "PKI-07": [L],
    "PKI-08": [G, K, CM],
    "PKI-09": [K],
    "PKI-11": [L],
    "PKI-12": [L],
    "PKI-15": [G, CM],
    "PKI-16": [V],
    "ING-01": [P, G, K],
    "ING-02": [P],
    "ING-03": [G, K],
    "ING-05": [G],
    "ING-07": [L],
    "ING-08": [G],
    "ING-09": [G, K],
    "ID-01": [G],
    "ID-02": [P, G, K],
    "ID-03": [P, G, K],
    "ID-05": [G, K],
    "ID-06": [P, K],
    "ID-07": [G],
    "SEC-01": [P],
    "SEC-05": [K],
    "SC-01": [P, G, K],
    "SC-02": [P, G],
    "SC-03": [P, G, K],
    "NET-01": [P, K],
    "NET-02": ["the CNI plugin"],
    "NET-03": [K],
    "NET-04": [K],
    "POD-01": [PSA, P, G, K],
    "POD-02": [P, G],
    "POD-03": [P],
    "POD-04": [PSA, G],
    "GOV-02": [P, G],
    "GOV-04": [P, G],
};
