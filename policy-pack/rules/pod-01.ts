import { cis, cisa, nist, nsa, pss } from "./frameworks";
import { PodSecurity } from "./podSecurity";
import { type Rule, unlessExempt } from "./rule";
import { isWorkload, workloadOf } from "./workload";

/** A pod that can become its node can become every workload of the node. */
export const pod01: Rule = {
    id: "POD-01",
    title: 'Pods meet the Pod Security Standard "restricted"',
    severity: "critical",
    level: "mandatory",
    references: [
        pss("restricted"),
        nsa("Kubernetes Pod security"),
        cis("5.2"),
        nist(5),
        cisa("Applications and Workloads"),
    ],
    remedy: "follow the restricted Pod Security Standard",
    documentation: "docs/policies.md#pod-01",
    settings: ["exemptNamespaces"],
    resource: {
        policy: "pod-01-restricted-pod-security",
        demand: 'Every pod outside the exempt namespaces meets every control of the Pod Security Standard "restricted", as of each of Kubernetes 1.33 to 1.35, in all its containers.',
        appliesTo: isWorkload,
        check(resource, settings) {
            const workload = workloadOf(resource);
            return workload
                ? unlessExempt(resource, settings, new PodSecurity(workload).verdicts)
                : [];
        },
    },
};
