import type { Path } from "zero-trust-manifests";
import { SKIP_INBOUND_PORTS, SKIP_OUTBOUND_PORTS, SKIP_SUBNETS } from "../../linkerd/linkerd";
import { type PortRange, parsePorts } from "../../kubernetes/ports";
import { type Unsettled, isUnsettled, readNumber, readString } from "../../reading/read";
import { type Resource, isChart, isKind, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";
import { isWorkload, workloadOf } from "../../kubernetes/workload";

export const preview: Preview = {
    settings: ["ingress"],
    resource: {
        policy: "mesh-03-nobody-skips-the-proxy",
        demand: "Nothing skips the proxy for outbound connections or subnets, and nothing but the declared ingress for inbound ones.",
        appliesTo: annotates,
        *check(resource, settings) {
            for (const annotation of [SKIP_OUTBOUND_PORTS, SKIP_SUBNETS]) {
                const skipped = skipping(resource, annotation);
                if (skipped) {
                    yield* refuse(resource, skipped, "outbound connections skip its proxy");
                }
            }
            const inbound = skipping(resource, SKIP_INBOUND_PORTS);
            if (!inbound) {
                return;
            }
            const ingress = isIngress(resource, settings);
            if (ingress === false) {
                yield* refuse(
                    resource,
                    inbound,
                    "inbound connections skip its proxy, and it is not the declared ingress",
                );
            } else if (ingress !== true) {
                yield unsettled(resource, ingress);
            }
        },
    },
    stack: {
        policy: "mesh-03-skipped-ports-are-listener-ports",
        demand: "The declared ingress skips its proxy only on ports that a Listener of the stack declares.",
        *check(index, settings) {
            const listeners = listenerPorts(index);
            for (const resource of index.resources.filter(({ type }) => annotates(type))) {
                const inbound = skipping(resource, SKIP_INBOUND_PORTS);
                if (inbound && isIngress(resource, settings) === true) {
                    yield* onlyListenerPorts(resource, inbound, listeners);
                }
            }
        },
    },
};

type Skipping = Unsettled | { readonly state: "known"; path: Path; value: string };

interface ListenerPorts {
    readonly known: ReadonlySet<number>;
    readonly unsettled: Unsettled | undefined;
}

function annotates(type: string): boolean {
    return isWorkload(type) || isChart(type) || isKind(type, "core", "Namespace");
}

/** What an object skips; `undefined` where it skips nothing. */
function skipping(resource: Resource, annotation: string): Skipping | undefined {
    const workload = workloadOf(resource);
    const at: Path = workload
        ? [...workload.template, "metadata", "annotations"]
        : isChart(resource.type)
          ? ["values", "podAnnotations"]
          : ["metadata", "annotations"];
    const value = readString(resource.object, [...at, annotation]);
    if (isUnsettled(value)) {
        return value;
    }
    return value.state === "known" && value.value.trim() !== "" ? value : undefined;
}

function* refuse(resource: Resource, skipped: Skipping, what: string): Generator<Verdict> {
    yield skipped.state === "known"
        ? violation(resource, skipped.path, `lets "${skipped.value}" past the mesh: ${what}`)
        : unsettled(resource, skipped);
}

function isIngress(resource: Resource, settings: Settings): boolean | Unsettled {
    if (isKind(resource.type, "core", "Namespace")) {
        return false;
    }
    const namespace = namespaceOf(resource);
    const name = nameOf(resource);
    if (namespace.state === "known" && namespace.value !== settings.ingress.namespace) {
        return false;
    }
    if (name.state === "known" && name.value !== settings.ingress.name) {
        return false;
    }
    if (isUnsettled(namespace)) {
        return namespace;
    }
    return isUnsettled(name) ? name : name.state === "known";
}

function listenerPorts(index: ResourceIndex): ListenerPorts {
    const ports = index
        .ofKind("getambassador.io", "Listener")
        .map(({ object }) => readNumber(object, ["spec", "port"]));
    return {
        known: new Set(ports.flatMap((port) => (port.state === "known" ? [port.value] : []))),
        unsettled: ports.find(isUnsettled),
    };
}

function* onlyListenerPorts(
    resource: Resource,
    inbound: Skipping,
    listeners: ListenerPorts,
): Generator<Verdict> {
    if (inbound.state !== "known") {
        yield unsettled(resource, inbound);
        return;
    }
    const ranges = parsePorts(inbound.value);
    if (!ranges) {
        yield violation(
            resource,
            inbound.path,
            `skips inbound ports "${inbound.value}", which is not a list of ports`,
            'list ports and ranges, e.g. "8080,8443"',
        );
        return;
    }
    const surplus = ranges.filter((range) => !isCovered(range, listeners.known));
    if (surplus.length === 0) {
        return;
    }
    if (listeners.unsettled) {
        yield unsettled(resource, listeners.unsettled, "a Listener");
        return;
    }
    const ports = [...listeners.known].sort((a, b) => a - b).join(",");
    yield violation(
        resource,
        inbound.path,
        `skips its proxy on ${surplus.map(formatRange).join(", ")}, where no Listener of this stack listens`,
        ports === ""
            ? "remove the annotation, or add the Listeners"
            : `skip "${ports}" only, the ports of this stack's Listeners`,
    );
}

function isCovered({ from, to }: PortRange, ports: ReadonlySet<number>): boolean {
    for (let port = from; port <= to; port++) {
        if (!ports.has(port)) {
            return false;
        }
    }
    return true;
}

function formatRange({ from, to }: PortRange): string {
    return from === to ? `port ${from}` : `ports ${from}-${to}`;
}
