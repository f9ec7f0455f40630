import { DEFAULT_INBOUND_POLICY } from "../../linkerd/linkerd";
import { type Reading, isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, isKind, nameOf } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { isLinkerdPolicy } from "../../linkerd/servers";
import { isWorkload, podAnnotation, workloadOf } from "../../kubernetes/workload";

/** What lets in callers of whom nothing is known; `audit` only writes them down. */
const OPEN = new Set(["audit", "all-unauthenticated", "cluster-unauthenticated"]);

export const preview: Preview = {
    settings: ["environment", "exemptNamespaces"],
    resource: {
        policy: "authz-02-no-open-inbound-policy",
        demand: "No Server has another accessPolicy than deny, and no Namespace and no pod template outside the exempt namespaces has audit, all-unauthenticated or cluster-unauthenticated as default inbound policy.",
        appliesTo: (type) =>
            isWorkload(type) ||
            isKind(type, "core", "Namespace") ||
            isLinkerdPolicy(type, "Server"),
        *check(resource, settings) {
            const workload = workloadOf(resource);
            if (workload) {
                const policy = podAnnotation(workload, DEFAULT_INBOUND_POLICY);
                yield* unlessExempt(resource, settings, refuseOpen(resource, policy));
            } else if (isLinkerdPolicy(resource.type, "Server")) {
                yield* unlessExempt(resource, settings, onlyDeny(resource));
            } else if (!settings.exemptNamespaces.includes(valueOf(nameOf(resource)) ?? "")) {
                const path = ["metadata", "annotations", DEFAULT_INBOUND_POLICY];
                yield* refuseOpen(resource, readString(resource.object, path));
            }
        },
    },
};

function* refuseOpen(resource: Resource, policy: Reading<string>): Generator<Verdict> {
    if (isUnsettled(policy)) {
        yield unsettled(resource, policy);
    } else if (policy.state === "known" && OPEN.has(policy.value)) {
        yield violation(
            resource,
            policy.path,
            `lets in callers without identity: its default inbound policy is ${policy.value}`,
        );
    }
}

/** Where nothing is said, a Server denies. */
function* onlyDeny(resource: Resource): Generator<Verdict> {
    const policy = readString(resource.object, ["spec", "accessPolicy"]);
    if (isUnsettled(policy)) {
        yield unsettled(resource, policy);
    } else if (policy.state === "known" && policy.value !== "deny") {
        yield violation(
            resource,
            policy.path,
            `lets in callers whom no policy names: its accessPolicy is ${policy.value}`,
        );
    }
}
