import type { Brought, Installation } from "./installation";
import { objectId } from "./cluster";
import type { PlainObject } from "./properties";

const aggregated = "rbac.authorization.k8s.io/aggregate-to";
const own = ["certificates", "certificaterequests", "issuers"];

/**
 * What cert-manager's chart brings that others meet: its controller's account, and what it adds to
 * Kubernetes' own roles, so that whoever may edit a namespace may ask for certificates there.
 */
export function certManagerObjects({ name, namespace }: Installation): Brought[] {
    const account = objectId(namespace, name);
    return [
        {
            group: "",
            kind: "ServiceAccount",
            id: account,
            state: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
        },
        clusterRole(
            `${name}-view`,
            ["view", "edit", "admin"],
            [
                rule("cert-manager.io", own, ["get", "list", "watch"]),
                rule("acme.cert-manager.io", ["challenges", "orders"], ["get", "list", "watch"]),
            ],
        ),
        clusterRole(
            `${name}-edit`,
            ["edit", "admin"],
            [
                rule("cert-manager.io", own, [
                    "create",
                    "delete",
                    "deletecollection",
                    "patch",
                    "update",
                ]),
                rule("cert-manager.io", ["certificates/status"], ["update"]),
                rule(
                    "acme.cert-manager.io",
                    ["challenges"],
                    ["delete", "deletecollection", "patch", "update"],
                ),
                rule("acme.cert-manager.io", ["orders"], ["delete", "deletecollection"]),
            ],
        ),
    ];
}

function rule(group: string, resources: string[], verbs: string[]): PlainObject {
    return { apiGroups: [group], resources, verbs };
}

function clusterRole(name: string, to: string[], rules: PlainObject[]): Brought {
    const labels = Object.fromEntries(to.map((role) => [`${aggregated}-${role}`, "true"]));
    const group = "rbac.authorization.k8s.io";
    return {
        group,
        kind: "ClusterRole",
        id: name,
        state: {
            apiVersion: `${group}/v1`,
            kind: "ClusterRole",
            metadata: { name, labels },
            rules,
        },
    };
}
