import type { AdmissionRule } from "../admissionRule";
import { annotations, field } from "../parts";

export const id05: AdmissionRule = {
    id: "ID-05",
    title: "No long-lived ServiceAccount token",
    remedy: "let the pod mount a projected token with an audience and an expiry, or ask for one with the TokenRequest API",
    level: "mandatory",
    cel: {
        resources: [{ apiGroups: [""], resources: ["secrets"], kinds: ["Secret"] }],
        judged: [field("type"), annotations("^kubernetes[.]io/service-account[.]name$")],
        validations: [
            {
                expression:
                    'dyn(object).?type.orValue("") != "kubernetes.io/service-account-token"',
                wrong: "the Secret holds a ServiceAccount's token for good",
            },
        ],
    },
};
