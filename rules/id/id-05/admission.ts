import type { Admission } from "../../admission/admission";
import { annotations, field } from "../../admission/parts";

export const admission: Admission = {
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
