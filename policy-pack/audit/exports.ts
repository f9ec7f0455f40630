import { isDeepStrictEqual } from "node:util";
import {
    isAtRest,
    isExported,
    isList,
    isObject,
    type Json,
    type JsonObject,
    kindOf,
    peek,
    type Resource,
    type Workload,
    workloadOf,
} from "zero-trust-rules";
import type { ReadResource } from "../readResource";

const CONTAINERS = ["containers", "initContainers"];
/** What Linkerd's injector adds to a pod. */
const INJECTED = ["linkerd-init", "linkerd-network-validator", "linkerd-proxy"];
const PROXY_IMAGES = "cr.l5d.io/linkerd/";
/** Annotations by which the injector says what it did; by others it is told. */
const INJECTION = /^linkerd\.io\/(created-by|proxy-version|trust-root-sha256)$|^viz\.linkerd\.io\//;
const DEFAULT_POLICY = "config.linkerd.io/default-inbound-policy";
/** What Kubernetes gives to a pod, or changes in it, that its template does not say. */
const GIVEN = new Set([
    ...["affinity", "enableServiceLinks", "hostname", "nodeName", "preemptionPolicy", "priority"],
    ...["serviceAccount", "subdomain", "tolerations", "volumes", ...CONTAINERS],
]);
const GIVEN_VOLUMES = ["emptyDir", "persistentVolumeClaim", "projected"];

/**
 * Of what `kubectl get -o yaml` writes, what is to be judged: neither workloads that run no more, nor
 * what controllers made of a workload that is there as well and is judged itself. Whatever only says
 * that it was made of another, and is not as that one says, is judged like everything else.
 */
export function judgedOf(objects: readonly ReadResource[]): ReadResource[] {
    const makers = new Map(
        objects.flatMap(({ resource }) => {
            const workload = isExported(resource) ? workloadOf(resource) : undefined;
            return workload ? [[keyOf(resource), workload] as const] : [];
        }),
    );
    return objects.filter(({ resource }) => !isAtRest(resource) && !isProduct(resource, makers));
}

function keyOf({ type, object }: Resource): string {
    const [name, namespace, uid] = ["name", "namespace", "uid"].map((field) =>
        peek(object, ["metadata", field]),
    );
    return JSON.stringify([kindOf(type)?.kind, namespace, name, uid]);
}

function isProduct(resource: Resource, makers: ReadonlyMap<string, Workload>): boolean {
    const workload = isExported(resource) ? workloadOf(resource) : undefined;
    const owners = peek(resource.object, ["metadata", "ownerReferences"]);
    if (!workload || !isList(owners)) {
        return false;
    }
    const namespace = peek(resource.object, ["metadata", "namespace"]);
    return owners.filter(isObject).some(({ controller, kind, name, uid }) => {
        const maker = makers.get(JSON.stringify([kind, namespace, name, uid]));
        return controller === true && maker !== undefined && isMadeOf(maker, workload);
    });
}

function isMadeOf(maker: Workload, product: Workload): boolean {
    const [told, made] = [maker, product].map(({ resource, template }) =>
        peek(resource.object, template),
    );
    return (
        areMadeOf(
            peek(told, ["metadata", "annotations"]),
            peek(made, ["metadata", "annotations"]),
        ) && isPodOf(peek(told, ["spec"]), peek(made, ["spec"]))
    );
}

function areMadeOf(told: Json, made: Json): boolean {
    const [before, after] = [told ?? {}, made ?? {}];
    return (
        isObject(before) &&
        isObject(after) &&
        Object.entries(before).every(([key, value]) => after[key] === value) &&
        Object.entries(after).every(
            ([key, value]) =>
                key in before ||
                INJECTION.test(key) ||
                (key === DEFAULT_POLICY && value === "deny") ||
                !key.includes("linkerd.io/"),
        )
    );
}

function isPodOf(told: Json, made: Json): boolean {
    return (
        isObject(told) &&
        isObject(made) &&
        [...Object.keys(told), ...Object.keys(made)].every(
            (key) => GIVEN.has(key) || isDeepStrictEqual(told[key], made[key]),
        ) &&
        CONTAINERS.every((list) => areContainersOf(told, made, list)) &&
        areVolumesOf(told.volumes, made.volumes)
    );
}

/** Each as its template says but for what is mounted into it, and those of the proxy. */
function areContainersOf(told: JsonObject, made: JsonObject, list: string): boolean {
    const [before, after] = [told[list] ?? [], made[list] ?? []];
    if (!isList(before) || !isList(after)) {
        return false;
    }
    const others = after.filter((each) => !isInjected(each));
    return (
        before.length === others.length &&
        before.every((each, index) =>
            isDeepStrictEqual(withoutMounts(each), withoutMounts(others[index])),
        )
    );
}

function isInjected(container: Json): boolean {
    const [name, image] = ["name", "image"].map((field) => peek(container, [field]));
    return (
        INJECTED.some((each) => each === name) &&
        typeof image === "string" &&
        image.startsWith(PROXY_IMAGES) &&
        peek(container, ["command"]) === undefined &&
        peek(container, ["securityContext", "privileged"]) !== true
    );
}

function withoutMounts(container: Json): Json {
    return isObject(container) ? { ...container, volumeMounts: undefined } : container;
}

function areVolumesOf(told: Json, made: Json): boolean {
    const [before, after] = [told ?? [], made ?? []];
    return (
        isList(before) &&
        isList(after) &&
        after.every(
            (volume) =>
                before.some((each) => isDeepStrictEqual(each, volume)) ||
                (isObject(volume) &&
                    Object.keys(volume).every(
                        (key) => key === "name" || GIVEN_VOLUMES.includes(key),
                    )),
        )
    );
}
