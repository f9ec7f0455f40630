import { isList, peek } from "../reading/read";
import { type Resource, isKind } from "../reading/resource";

/**
 * Whether an object is as a cluster has it, as `kubectl get -o yaml` writes it. Nobody can make an
 * object that says so: of what is not there yet, the API server creates none with a version, and
 * applies none with a uid.
 */
export function isExported({ object }: Resource): boolean {
    return ["resourceVersion", "uid"].every((field) => {
        const value = peek(object, ["metadata", field]);
        return typeof value === "string" && value !== "";
    });
}

/**
 * Whether a workload of a cluster runs nothing any more: an old revision, a Job or a Pod that has
 * finished. Nobody can mend it, and what replaced it is judged itself.
 */
export function isAtRest(resource: Resource): boolean {
    const { object, type } = resource;
    if (!isExported(resource)) {
        return false;
    }
    if (isKind(type, "apps", "ReplicaSet")) {
        return [
            ["spec", "replicas"],
            ["status", "replicas"],
        ].every((path) => peek(object, path) === 0);
    }
    if (isKind(type, "batch", "Job")) {
        const conditions = peek(object, ["status", "conditions"]);
        return (
            isList(conditions) &&
            conditions.some(
                (each) =>
                    ["Complete", "Failed"].some((end) => peek(each, ["type"]) === end) &&
                    peek(each, ["status"]) === "True",
            )
        );
    }
    return (
        isKind(type, "core", "Pod") &&
        ["Succeeded", "Failed"].some((end) => peek(object, ["status", "phase"]) === end)
    );
}
