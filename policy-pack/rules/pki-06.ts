import { isCertificate } from "./certManager";
import { cisa, nist } from "./frameworks";
import { isUnsettled, readString, valueOf } from "./read";
import { type Rule, unsettled, violation } from "./rule";

const ROTATION_POLICY = ["spec", "privateKey", "rotationPolicy"];

/**
 * A renewal that keeps the key renews nothing for whoever has stolen it. The default was Never
 * until cert-manager 1.18, so what is not written down depends on the version that is installed.
 */
export const pki06: Rule = {
    id: "PKI-06",
    title: "Every renewal makes a new private key, and says so",
    severity: "medium",
    level: "mandatory in production",
    references: [nist(5), cisa("Identity")],
    remedy: "set spec.privateKey.rotationPolicy: Always",
    documentation: "docs/policies.md#pki-06",
    settings: ["environment"],
    resource: {
        policy: "pki-06-private-keys-rotate",
        demand: "Every Certificate sets privateKey.rotationPolicy to Always.",
        appliesTo: isCertificate,
        *check(resource) {
            const policy = readString(resource.object, ROTATION_POLICY);
            if (isUnsettled(policy)) {
                yield unsettled(resource, policy);
            } else if (valueOf(policy) !== "Always") {
                yield violation(
                    resource,
                    ROTATION_POLICY,
                    policy.state === "known"
                        ? `has the rotation policy "${policy.value}" for its private key`
                        : "leaves it to cert-manager's version whether renewals make a new private key",
                );
            }
        },
    },
};
