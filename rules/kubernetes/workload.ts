import type { Path } from "zero-trust-manifests";
import { type ImageReference, parseImageReference } from "./imageReference";
import {
    type JsonObject,
    type Reading,
    type Unsettled,
    isList,
    isObject,
    peek,
    read,
    readString,
} from "../reading/read";
import { type Resource, kindOf } from "../reading/resource";

/** Whatever makes pods, and where its pod template is. A Pod is its own template. */
export class Workload {
    private found: Containers | undefined;

    constructor(
        readonly resource: Resource,
        readonly template: readonly string[],
    ) {}

    /** Read once, however many rules ask. */
    get containers(): Containers {
        return (this.found ??= findContainers(this));
    }
}

export type ContainerList = "containers" | "initContainers" | "ephemeralContainers";

/** One container of a pod, of whichever list. */
export class Container {
    private parsed: { readonly reference: ImageReference | undefined } | undefined;

    constructor(
        private readonly workload: Workload,
        readonly list: ContainerList,
        private readonly position: number,
        readonly object: JsonObject,
    ) {}

    get path(): Path {
        return podSpecPath(this.workload, this.list, this.position);
    }

    /** What the image is, where it is known; parsed once. */
    get imageReference(): ImageReference | undefined {
        const { image } = this.object;
        this.parsed ??= {
            reference: typeof image === "string" ? parseImageReference(image) : undefined,
        };
        return this.parsed.reference;
    }
}

/** The containers of every list, and what may hold containers that cannot be told. */
export class Containers {
    constructor(
        readonly all: readonly Container[],
        readonly unsettled: readonly Unsettled[],
    ) {}

    get paths(): readonly Path[] {
        return this.all.map(({ path }) => path);
    }
}

const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
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
const CONTAINER_LISTS = ["containers", "initContainers", "ephemeralContainers"] as const;

/** Types are few and asked for by every rule of every object. */
const templates = new Map<string, readonly string[] | undefined>();
const workloads = new WeakMap<Resource, Workload>();

export function isWorkload(type: string): boolean {
    return templateOf(type) !== undefined;
}

/** Where a kind that makes pods has its pod template; empty for a Pod, and for what makes none. */
export function templatePath(type: string): readonly string[] {
    return templateOf(type) ?? [];
}

/** The same for the same object each time, so that its containers are read once. */
export function workloadOf(resource: Resource): Workload | undefined {
    const known = workloads.get(resource);
    if (known) {
        return known;
    }
    const template = templateOf(resource.type);
    if (template === undefined) {
        return undefined;
    }
    const workload = new Workload(resource, template);
    workloads.set(resource, workload);
    return workload;
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

export function containersOf(workload: Workload): Containers {
    return workload.containers;
}

function findContainers(workload: Workload): Containers {
    const containers: Container[] = [];
    const unsettled: Unsettled[] = [];
    const spec = podSpecPath(workload);
    const pod = peek(workload.resource.object, spec);
    if (pod !== undefined && !isObject(pod)) {
        return new Containers([], unsettledAt(workload, spec));
    }
    for (const name of CONTAINER_LISTS) {
        const list = peek(pod, [name]);
        if (list === undefined) {
            continue;
        }
        if (!isList(list)) {
            unsettled.push(...unsettledAt(workload, [...spec, name], "a list"));
            continue;
        }
        for (const [position, item] of list.entries()) {
            if (isObject(item)) {
                containers.push(new Container(workload, name, position, item));
            } else {
                unsettled.push(...unsettledAt(workload, [...spec, name, position]));
            }
        }
    }
    return new Containers(containers, unsettled);
}

function unsettledAt(workload: Workload, path: Path, expected = "an object"): Unsettled[] {
    const reading = read(workload.resource.object, path);
    return reading.state === "unknown" || reading.state === "malformed"
        ? [reading]
        : [{ state: "malformed", path, expected }];
}

function templateOf(type: string): readonly string[] | undefined {
    if (!templates.has(type)) {
        const found = kindOf(type);
        const path = found && GROUPS.has(found.group) ? TEMPLATES.get(found.kind) : undefined;
        templates.set(type, path);
    }
    return templates.get(type);
}
