import { isUnsettled, readString } from "../../reading/read";
import { isKind } from "../../reading/resource";
import { type Preview, unsettled, violation } from "../../rule";

const KIND = ["spec", "targetRef", "kind"];

export const preview: Preview = {
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
