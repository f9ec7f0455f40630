import type { ResourceRule } from "./admission";
import type { JsonValue } from "./json";

/** A value as CEL writes it. */
export function celLiteral(value: JsonValue): string {
    if (Array.isArray(value)) {
        return `[${value.map(celLiteral).join(", ")}]`;
    }
    if (typeof value === "object" && value !== null) {
        const entries = Object.entries(value).map(
            // The values of a map are of one type, unless they are of any.
            ([key, part]) => `${JSON.stringify(key)}: dyn(${celLiteral(part)})`,
        );
        return `{${entries.join(", ")}}`;
    }
    return JSON.stringify(value);
}

/** Everything that makes pods, and pods. */
export const workloadResources: ResourceRule[] = [
    {
        apiGroups: [""],
        resources: ["pods", "pods/ephemeralcontainers", "replicationcontrollers"],
        kinds: ["Pod", "ReplicationController"],
    },
    {
        apiGroups: ["apps"],
        resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
        kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
    },
    { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], kinds: ["Job", "CronJob"] },
];

export const namespaceResources: ResourceRule[] = [
    { apiGroups: [""], resources: ["namespaces"], kinds: ["Namespace"] },
];

/**
 * Where an object has its pod template; a Pod is its own. The types of all kinds that a rule is
 * asked about are checked, hence `dyn`: no kind has all of these fields.
 */
export function template(object: string): string {
    const spec = `dyn(${object}).?spec`;
    return `${spec}.?jobTemplate.?spec.?template.or(${spec}.?template).orValue(dyn(${object}))`;
}

/** What every rule on pods reads. */
export const podVariables: Record<string, string> = {
    template: template("object"),
    annotations: "variables.template.?metadata.?annotations.orValue({})",
    spec: "variables.template.?spec.orValue({})",
    containers: ["containers", "initContainers", "ephemeralContainers"]
        .map((list) => `variables.spec.?${list}.orValue([])`)
        .join(" + "),
};

/** Whether an object is the ingress of the settings, or what that makes. */
export const isIngress =
    'dyn(object).metadata.?namespace.orValue("") == variables.ingress.namespace && (dyn(object).metadata.?name.orValue("") == variables.ingress.name || !has(dyn(object).spec.jobTemplate) && dyn(object).metadata.?ownerReferences.orValue([]).size() > 0 && dyn(object).metadata.?name.orValue("").startsWith(variables.ingress.name + "-"))';

/** Names of the containers that Linkerd's injector adds. */
export const injectedNames = ["linkerd-init", "linkerd-network-validator", "linkerd-proxy"];

/**
 * Containers that somebody wrote. The injector's are the mesh's own, as long as their image is:
 * a name alone exempts nothing.
 */
export const writtenContainers = `variables.containers.filter(c, !(c.name in ${celLiteral(injectedNames)} && c.image.startsWith(variables.proxyImages + "/")))`;
