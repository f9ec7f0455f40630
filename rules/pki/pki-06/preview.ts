import { isCertificate } from "../../certificates/certManager";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Preview, unsettled, violation } from "../../rule";

const ROTATION_POLICY = ["spec", "privateKey", "rotationPolicy"];

export const preview: Preview = {
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
