import { cisa, nist, nsa } from "./frameworks";
import { isUnsettled, readString } from "./read";
import { isKind } from "./resource";
import { type Rule, unsettled, violation } from "./rule";

const KIND = ["spec", "targetRef", "kind"];

/** A grant over a Namespace opens every port of every pod in it, of today and of tomorrow. */
export const authz09: Rule = {
    id: "AUTHZ-09",
    title: "Grants are per Server or route",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "target the one Server, HTTPRoute or GRPCRoute that the caller needs",
    documentation: "docs/policies.md#authz-09",
    settings: [],
    resource: {
        policy: "authz-09-no-grant-on-a-whole-namespace",
        demand: "No AuthorizationPolicy targets a Namespace.",
        appliesTo: (type) => isKind(type, "policy.linkerd.io", "AuthorizationPolicy"),
        *check(resource) {
            const kind = readString(resource.object, KIND);
            if (isUnsettled(kind)) {
                yield unsettled(resource, kind);
            } else if (kind.state === "known" && kind.value === "Namespace") {
                yield violation(resource, KIND, "grants access to every Server of its namespace");
            }
        },
    },
};
