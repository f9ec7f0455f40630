import type { Admission } from "../../admission/admission";
import { celLiteral } from "../../admission/cel";
import { field } from "../../admission/parts";

/** What Kubernetes gives to everyone: to ask whether the API is well, and of which version. */
const everyones = {
    name: "system:public-info-viewer",
    subjects: ["system:authenticated", "system:unauthenticated"],
    urls: ["/healthz", "/livez", "/readyz", "/version", "/version/"],
};

/**
 * A name alone makes no binding that of Kubernetes, nor does a label, which anybody may set: it gives
 * this role, and to these groups.
 */
const isOfKubernetes = `object.kind == "ClusterRoleBinding" && object.metadata.name == "${everyones.name}" && dyn(object).roleRef.kind == "ClusterRole" && dyn(object).roleRef.name == "${everyones.name}" && dyn(object).?subjects.orValue([]).all(s, s.kind == "Group" && s.name in ${celLiteral(everyones.subjects)})`;

export const admission: Admission = {
    cel: {
        resources: [
            {
                apiGroups: ["rbac.authorization.k8s.io"],
                resources: ["rolebindings", "clusterrolebindings", "clusterroles"],
                kinds: ["RoleBinding", "ClusterRoleBinding", "ClusterRole"],
            },
        ],
        judged: [field("subjects"), field("rules")],
        variables: { isOfKubernetes },
        validations: [
            {
                expression:
                    'variables.isOfKubernetes || dyn(object).?subjects.orValue([]).all(s, s.kind == "ServiceAccount" || !(s.name in ["system:anonymous", "system:unauthenticated"]))',
                wrong: "the role is given to everyone who reaches the API",
            },
            {
                // A role without rules has null in their place.
                expression: `object.kind != "ClusterRole" || object.metadata.name != "${everyones.name}" || dyn(object).?rules.orValue(null) == null || dyn(object).rules.all(r, r.?resources.orValue([]).size() == 0 && r.verbs == ["get"] && r.?nonResourceURLs.orValue([]).all(u, u in ${celLiteral(everyones.urls)}))`,
                wrong: "the role that Kubernetes gives to everyone allows more than to ask for health and version",
                remedy: "make another role for it, and name the users, groups or ServiceAccounts that need it",
            },
        ],
    },
};
