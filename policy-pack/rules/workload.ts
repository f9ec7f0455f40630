import {
    type Path,
    type Reading,
    type Unsettled,
    isUnsettled,
    readItems,
    readString,
} from "./read";
import { type Resource, kindOf } from "./resource";

/** Whatever makes pods, and where its pod template is. A Pod is its own template. */
export interface Workload {
    readonly resource: Resource;
    readonly template: Path;
}

const TEMPLATES: ReadonlyMap<string, Path> = new Map<string, Path>([
    ["Pod", []],
    ["Deployment", ["spec", "template"]],
    ["StatefulSet", ["spec", "template"]],
    ["DaemonSet", ["spec", "template"]],
    ["ReplicaSet", ["spec", "template"]],
    ["ReplicationController", ["spec", "template"]],
    ["Job", ["spec", "template"]],
    ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
]);
const GROUPS = new Set(["core", "apps", "batch", "extensions"]);
const CONTAINER_LISTS = ["containers", "initContainers", "ephemeralContainers"];

export function isWorkload(type: string): boolean {
    return templateOf(type) !== undefined;
}

export function workloadOf(resource: Resource): Workload | undefined {
    const template = templateOf(resource.type);
    return template && { resource, template };
}

export function podAnnotation(workload: Workload, key: string): Reading<string> {
    return readString(workload.resource.object, podAnnotationPath(workload, key));
}

export function podAnnotationPath(workload: Workload, key: string): Path {
    return [...workload.template, "metadata", "annotations", key];
}

export function podSpecPath(workload: Workload, ...path: Path): Path {
    return [...workload.template, "spec", ...path];
}

/** The containers of every list, and the lists of which the containers cannot be told. */
export function containersOf(workload: Workload): {
    readonly paths: readonly Path[];
    readonly unsettled: readonly Unsettled[];
} {
    const lists = CONTAINER_LISTS.map((list) =>
        readItems(workload.resource.object, podSpecPath(workload, list)),
    );
    return {
        paths: lists.flatMap((list) => (list.state === "known" ? list.value : [])),
        unsettled: lists.filter(isUnsettled),
    };
}

function templateOf(type: string): Path | undefined {
    const found = kindOf(type);
    return found && GROUPS.has(found.group) ? TEMPLATES.get(found.kind) : undefined;
}
