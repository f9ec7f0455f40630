import { PodSecurity } from "../../kubernetes/podSecurity";
import { type Preview, unlessExempt } from "../../rule";
import { isWorkload, workloadOf } from "../../kubernetes/workload";

export const preview: Preview = {
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
