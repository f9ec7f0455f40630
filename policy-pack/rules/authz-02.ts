import { cisa, nist, nsa } from "./frameworks";
import { DEFAULT_INBOUND_POLICY } from "./linkerd";
import { type Reading, isUnsettled, readString, valueOf } from "./read";
import { type Resource, isKind, nameOf } from "./resource";
import { type Rule, type Verdict, unlessExempt, unsettled, violation } from "./rule";
import { isLinkerdPolicy } from "./servers";
import { isWorkload, podAnnotation, workloadOf } from "./workload";

/** What lets in callers of whom nothing is known; `audit` only writes them down. */
const OPEN = new Set(["audit", "all-unauthenticated", "cluster-unauthenticated"]);

/** A policy that is only tried out protects nothing; in production that takes an exemption that ends. */
export const authz02: Rule = {
    id: "AUTHZ-02",
    title: "In production no policy is only tried out",
    severity: "high",
    level: "mandatory in production",
    references: [
        nist(6),
        cisa("Networks"),
        nsa("Network separation and hardening"),
        nsa("Authentication and authorization"),
    ],
    remedy: "set deny, and authorize each caller by an AuthorizationPolicy",
    documentation: "docs/policies.md#authz-02",
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
