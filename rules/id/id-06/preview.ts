import type { Path } from "zero-trust-manifests";
import { isRuleOfKubernetes } from "../../kubernetes/kubernetesRoles";
import { isAdministration } from "../../kubernetes/ofKubernetes";
import { isForExempt, isBinding, isClusterWide, isRole, subjectsOf } from "../../kubernetes/rbac";
import {
    type Unsettled,
    isUnsettled,
    peek,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, isKind, nameOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

const RBAC = "rbac.authorization.k8s.io";
/** By these verbs a role gives itself, or takes from others, what it was not given. */
const ESCALATING = ["escalate", "bind", "impersonate"];
/** By these a workload is entered, and its identity with it. */
const ENTERING = ["pods/exec", "pods/attach", "pods/ephemeralcontainers", "nodes/proxy"];
const READING = ["get", "list", "watch"];

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    resource: {
        policy: "id-06-no-broad-role",
        demand: "No Role outside the exempt namespaces has wildcards, enters pods, escalates or reads every Secret, and no binding, but for Kubernetes' own and those of ServiceAccounts of the exempt namespaces, gives cluster-admin.",
        appliesTo: (type) => isKind(type, RBAC, "Role") || isBinding(type),
        check(resource, settings) {
            if (isRole(resource.type)) {
                return unlessExempt(resource, settings, powers(resource));
            }
            return isClusterWide(resource.type)
                ? administration(resource, settings)
                : unlessExempt(resource, settings, administration(resource, settings));
        },
    },
    stack: {
        policy: "id-06-no-broad-cluster-role",
        demand: "No ClusterRole has wildcards, enters pods, escalates or reads every Secret, unless the stack binds it to ServiceAccounts of the exempt namespaces alone; those of Kubernetes may what they may in every cluster.",
        *check(index, settings) {
            for (const role of index.ofKind(RBAC, "ClusterRole")) {
                if (!isMachinery(role, index, settings)) {
                    yield* powers(role);
                }
            }
        },
    },
};

function isMachinery(role: Resource, index: ResourceIndex, settings: Settings): boolean {
    const name = valueOf(nameOf(role));
    const bindings = ["ClusterRoleBinding", "RoleBinding"]
        .flatMap((kind) => index.ofKind(RBAC, kind))
        .filter(
            ({ object }) =>
                name !== undefined &&
                valueOf(readString(object, ["roleRef", "kind"])) === "ClusterRole" &&
                valueOf(readString(object, ["roleRef", "name"])) === name,
        );
    return (
        bindings.length > 0 &&
        bindings.every((binding) => isForExempt(binding, settings.exemptNamespaces))
    );
}

function* administration(binding: Resource, settings: Settings): Generator<Verdict> {
    if (isAdministration(binding)) {
        return;
    }
    const role = readString(binding.object, ["roleRef", "name"]);
    const subjects = subjectsOf(binding);
    if (isUnsettled(role)) {
        yield unsettled(binding, role);
    } else if (valueOf(role) === "cluster-admin") {
        if (isUnsettled(subjects)) {
            yield unsettled(binding, subjects);
        } else if (!isForExempt(binding, settings.exemptNamespaces)) {
            yield violation(
                binding,
                role.path,
                "gives cluster-admin, which may do everything",
                "make a role that lists what its subjects need",
            );
        }
    }
    for (const { name } of valueOf(subjects) ?? []) {
        if (valueOf(name) === "system:masters") {
            yield violation(
                binding,
                name.path,
                "names the group system:masters, whom no role can limit",
                "name the ServiceAccount, or a group of the identity provider",
            );
        }
    }
}

interface Texts {
    readonly values: readonly string[];
    readonly unsettled: Unsettled | undefined;
}

function textsOf(resource: Resource, path: Path): Texts {
    const items = readItems(resource.object, path);
    const readings = (valueOf(items) ?? []).map((item) => readString(resource.object, item));
    return {
        values: readings.flatMap((reading) => valueOf(reading) ?? []),
        unsettled: [items, ...readings].find(isUnsettled),
    };
}

function* powers(role: Resource): Generator<Verdict> {
    const rules = readItems(role.object, ["rules"]);
    if (isUnsettled(rules)) {
        yield unsettled(role, rules);
    }
    for (const path of valueOf(rules) ?? []) {
        const lists = ["verbs", "resources", "apiGroups", "nonResourceURLs", "resourceNames"].map(
            (field) => [field, textsOf(role, [...path, field])] as const,
        );
        const found = faultOf(Object.fromEntries(lists));
        const open = lists.find(([, texts]) => texts.unsettled)?.[1].unsettled;
        if (isRuleOfKubernetes(role, peek(role.object, path))) {
            continue;
        }
        if (found) {
            yield violation(role, [...path, found.field], found.fault);
        } else if (open) {
            yield unsettled(role, open);
        }
    }
}

function faultOf(
    rule: Readonly<Record<string, Texts>>,
): { readonly field: string; readonly fault: string } | undefined {
    const valuesOf = (field: string) => rule[field]?.values ?? [];
    for (const field of ["verbs", "resources", "apiGroups", "nonResourceURLs"]) {
        if (valuesOf(field).some(isWildcard)) {
            return { field, fault: `has a wildcard among its ${field}` };
        }
    }
    const verbs = valuesOf("verbs");
    const resources = valuesOf("resources");
    const escalating = verbs.find((verb) => ESCALATING.includes(verb));
    if (escalating !== undefined) {
        return { field: "verbs", fault: `may ${escalating}` };
    }
    if (!valuesOf("apiGroups").includes("")) {
        return undefined;
    }
    const entering = resources.find((resource) =>
        ENTERING.some((door) => door === resource || `*/${door.split("/")[1] ?? ""}` === resource),
    );
    if (entering !== undefined) {
        return { field: "resources", fault: `reaches into other workloads by ${entering}` };
    }
    if (valuesOf("resourceNames").length > 0 || rule.resourceNames?.unsettled) {
        return undefined;
    }
    if (resources.includes("secrets") && verbs.some((verb) => READING.includes(verb))) {
        return { field: "resources", fault: "reads every Secret, because it has no resourceNames" };
    }
    return resources.includes("serviceaccounts/token") && verbs.includes("create")
        ? { field: "resources", fault: "makes tokens of every ServiceAccount" }
        : undefined;
}

/** `*`, `pods/*` or the URL `/*`; URLs below a path may be open. */
function isWildcard(value: string): boolean {
    return value === "*" || value === "/*" || /^[^/]+\/\*$/.test(value);
}
