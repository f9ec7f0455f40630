import { isUnsettled, readString, valueOf } from "../../reading/read";
import { isKind } from "../../reading/resource";
import { type Preview, unsettled, violation } from "../../rule";

export const preview: Preview = {
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
