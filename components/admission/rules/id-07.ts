import type { AdmissionRule } from "../admissionRule";

export const id07: AdmissionRule = {
    id: "ID-07",
    title: "No role is given to who did not say who he is",
    remedy: "name the users, groups or ServiceAccounts that need the role",
    level: "mandatory",
    cel: {
        resources: [
            {
                apiGroups: ["rbac.authorization.k8s.io"],
                resources: ["rolebindings", "clusterrolebindings"],
                kinds: ["RoleBinding", "ClusterRoleBinding"],
            },
        ],
        judged: "object",
        validations: [
            {
                expression:
                    'dyn(object).?subjects.orValue([]).all(s, s.kind == "ServiceAccount" || !(s.name in ["system:anonymous", "system:unauthenticated"]))',
                wrong: "the role is given to everyone who reaches the API",
            },
        ],
    },
};
