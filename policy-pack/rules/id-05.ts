import { cisa, nist, nsa } from "./frameworks";
import { isUnsettled, readString, valueOf } from "./read";
import { isKind } from "./resource";
import { type Rule, unsettled, violation } from "./rule";

/** A token in a Secret never expires and is bound to no pod: who copies it keeps it. */
export const id05: Rule = {
    id: "ID-05",
    title: "No long-lived ServiceAccount token",
    severity: "high",
    level: "mandatory",
    references: [nist(3), cisa("Identity"), nsa("Authentication and authorization")],
    remedy: "let the pod mount a projected token with an audience and an expiry, or ask for one with the TokenRequest API",
    documentation: "docs/policies.md#id-05",
    settings: [],
    resource: {
        policy: "id-05-no-token-secret",
        demand: "No Secret has the type kubernetes.io/service-account-token.",
        appliesTo: (type) => isKind(type, "core", "Secret"),
        *check(resource) {
            const type = readString(resource.object, ["type"]);
            if (isUnsettled(type)) {
                yield unsettled(resource, type);
            } else if (valueOf(type) === "kubernetes.io/service-account-token") {
                yield violation(resource, type.path, "holds a ServiceAccount's token for good");
            }
        },
    },
};
