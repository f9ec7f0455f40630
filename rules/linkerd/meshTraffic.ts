import { SelectorIndex } from "../kubernetes/labelSelector";
import { INJECT, injects } from "./linkerd";
import {
    type Direction,
    POD_SELECTOR,
    admitsPort,
    isNone,
    isolates,
    rulesOf,
} from "../kubernetes/networkPolicy";
import { type Json, UNKNOWN, isList, isObject, peek, readString, valueOf } from "../reading/read";
import { type Resource, describe, namespaceOf } from "../reading/resource";
import { type ResourceIndex } from "../reading/resourceIndex";
import { type Verdict, unlessExempt, violation } from "../rule";
import { type Settings } from "../settings";
import { type Ternary, every, some } from "../reading/ternary";
import { type Workload, podAnnotation } from "../kubernetes/workload";

/** Meshed callers reach the proxy here, whatever port they call. */
const INBOUND_PROXY = 4143;
/** The ports of identity, destination and policy, which every proxy calls. */
const CONTROL_PLANE = [8080, 8086, 8090];
const DNS = 53;

/** Traffic without which a meshed pod does not work. */
interface Need {
    readonly direction: Direction;
    readonly admits: (rule: Json) => Ternary;
    readonly fault: string;
    readonly remedy: string;
}

/** Refuses NetworkPolicies that keep a meshed pod from what the mesh needs. */
export function* meshTraffic(index: ResourceIndex, settings: Settings): Generator<Verdict> {
    const policies = bySelector(index, "networking.k8s.io", "NetworkPolicy", ({ object }) =>
        peek(object, POD_SELECTOR),
    );
    if (policies.size === 0) {
        return;
    }
    const services = bySelector(index, "core", "Service", ({ object }) => {
        // A Service without a selector leads nowhere by itself.
        const matchLabels = peek(object, ["spec", "selector"]);
        const isEmpty = !isObject(matchLabels) || Object.keys(matchLabels).length === 0;
        return isEmpty && matchLabels !== UNKNOWN ? undefined : { matchLabels };
    });
    const needs = needsOf(settings);
    for (const workload of index.workloads) {
        const { resource, template } = workload;
        const namespace = valueOf(namespaceOf(resource));
        if (namespace !== undefined && isMeshed(workload, namespace, index)) {
            const labels = peek(resource.object, [...template, "metadata", "labels"]);
            const own = policies.get(namespace)?.selecting(labels) ?? [];
            const isServed = services.get(namespace)?.selecting(labels) ?? [];
            yield* unlessExempt(
                resource,
                settings,
                unmet(
                    resource,
                    own,
                    needs.filter(({ direction }) => direction === "egress" || isServed.length > 0),
                ),
            );
        }
    }
}

type Selecting = ReturnType<SelectorIndex<Resource>["selecting"]>;

function* unmet(
    workload: Resource,
    policies: Selecting,
    needs: readonly Need[],
): Generator<Verdict> {
    const path = ["metadata", "namespace"];
    for (const { direction, admits, fault, remedy } of needs) {
        const isIsolated = some(
            policies.map(({ thing, isCertain }) =>
                every(isolates(thing, direction), isCertain || UNKNOWN),
            ),
        );
        const isMet = some(
            policies.flatMap(({ thing, isCertain }) =>
                rulesOf(thing, direction).map(({ object }) =>
                    every(admits(object), isCertain || UNKNOWN),
                ),
            ),
        );
        if (isIsolated === false || isMet === true) {
            continue;
        }
        const names = policies.map(({ thing }) => describe(thing)).join(", ");
        if (isIsolated === true && isMet === false) {
            yield violation(workload, path, `${fault}: ${names} do not let it`, remedy);
        } else {
            yield {
                status: "undecided",
                resource: workload,
                path,
                message: `depends on what is not known yet of ${names}: ${fault}, unless they let it`,
                remedy,
            };
        }
    }
}

function needsOf({ controlPlaneNamespace }: Settings): readonly Need[] {
    return [
        {
            direction: "egress",
            admits: (rule) => admitsPort(rule, DNS, "UDP"),
            fault: "cannot ask DNS",
            remedy: `allow egress to port ${DNS}, UDP and TCP, of the cluster's DNS`,
        },
        ...CONTROL_PLANE.map((port) => ({
            direction: "egress" as const,
            admits: (rule: Json) =>
                every(admitsPort(rule, port, "TCP"), leadsTo(rule, controlPlaneNamespace)),
            fault: `cannot reach port ${port} of the mesh's control plane`,
            remedy: `allow egress to ports ${CONTROL_PLANE.join(", ")} of namespace ${controlPlaneNamespace}`,
        })),
        {
            direction: "ingress",
            admits: (rule) => admitsPort(rule, INBOUND_PROXY, "TCP"),
            fault: `cannot be called through the mesh, on port ${INBOUND_PROXY}`,
            remedy: `allow its callers to reach port ${INBOUND_PROXY}, the only one that meshed callers use`,
        },
    ];
}

/** Whether a rule may mean the pods of a namespace; an address may be anyone's. */
function leadsTo(rule: Json, namespace: string): Ternary {
    const peers = peek(rule, ["to"]);
    if (isNone(peers)) {
        return true;
    }
    if (!isList(peers)) {
        return UNKNOWN;
    }
    return some(
        peers.map((peer) => {
            const selector = peek(peer, ["namespaceSelector"]);
            if (selector === undefined) {
                return peek(peer, ["ipBlock"]) !== undefined;
            }
            // Other labels may be on any namespace; its name is on it for certain.
            const name = peek(selector, ["matchLabels", "kubernetes.io/metadata.name"]);
            return name === UNKNOWN ? UNKNOWN : name === undefined || name === namespace;
        }),
    );
}

function bySelector(
    index: ResourceIndex,
    group: string,
    kind: string,
    selectorOf: (resource: Resource) => Json,
): Map<string, SelectorIndex<Resource>> {
    const found = new Map<string, SelectorIndex<Resource>>();
    for (const resource of index.ofKind(group, kind)) {
        const namespace = valueOf(namespaceOf(resource));
        const selector = selectorOf(resource);
        if (namespace !== undefined && (kind === "NetworkPolicy" || selector !== undefined)) {
            const known = found.get(namespace) ?? new SelectorIndex<Resource>();
            known.add(selector, resource);
            found.set(namespace, known);
        }
    }
    return found;
}

function isMeshed(workload: Workload, namespace: string, index: ResourceIndex): boolean {
    const own = podAnnotation(workload, INJECT);
    if (own.state !== "absent") {
        return own.state === "known" && injects(own.value);
    }
    const found = valueOf(index.namespace(namespace));
    const inherited = found && readString(found.object, ["metadata", "annotations", INJECT]);
    return inherited?.state === "known" && injects(inherited.value);
}
