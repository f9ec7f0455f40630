import { PUBLIC_INFO, isRuleOfKubernetes } from "../../kubernetes/kubernetesRoles";
import { isOpenByKubernetes } from "../../kubernetes/ofKubernetes";
import { isBinding, subjectsOf } from "../../kubernetes/rbac";
import { isUnsettled, peek, readItems, valueOf } from "../../reading/read";
import { type Resource, isKind, nameOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const NOBODY = ["system:anonymous", "system:unauthenticated"];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "id-07-no-anonymous-subject",
        demand: "No binding has the user system:anonymous or the group system:unauthenticated among its subjects, but for Kubernetes' own, whose role allows to ask for health and version alone.",
        appliesTo: (type) => isBinding(type) || isClusterRole(type),
        *check(resource) {
            if (isClusterRole(resource.type)) {
                yield* role(resource);
                return;
            }
            if (isOpenByKubernetes(resource)) {
                return;
            }
            const subjects = subjectsOf(resource);
            if (isUnsettled(subjects)) {
                yield unsettled(resource, subjects);
                return;
            }
            for (const { kind, name } of valueOf(subjects) ?? []) {
                if (isUnsettled(name)) {
                    yield unsettled(resource, name);
                } else if (
                    NOBODY.includes(valueOf(name) ?? "") &&
                    valueOf(kind) !== "ServiceAccount"
                ) {
                    yield violation(
                        resource,
                        name.path,
                        `gives its role to ${valueOf(name) ?? ""}: to everyone who reaches the API`,
                    );
                }
            }
        },
    },
};

function isClusterRole(type: string): boolean {
    return isKind(type, "rbac.authorization.k8s.io", "ClusterRole");
}

/** What everyone may do in every cluster is what this role says. */
function* role(resource: Resource): Generator<Verdict> {
    const name = nameOf(resource);
    if (isUnsettled(name)) {
        yield unsettled(resource, name);
    }
    if (valueOf(name) !== PUBLIC_INFO) {
        return;
    }
    const rules = readItems(resource.object, ["rules"]);
    if (isUnsettled(rules)) {
        yield unsettled(resource, rules);
    }
    for (const path of valueOf(rules) ?? []) {
        if (!isRuleOfKubernetes(resource, peek(resource.object, path))) {
            yield violation(
                resource,
                path,
                "allows everyone more than to ask for health and version",
                "make another role for it, and name the users, groups or ServiceAccounts that need it",
            );
        }
    }
}
