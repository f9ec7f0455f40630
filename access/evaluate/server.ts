import type { KubernetesObject } from "zero-trust-manifests";
import { defaultPolicies, type DefaultPolicy } from "./defaultPolicy";
import type { Field } from "./field";
import { readLabelSelector, SelectorIndex, type Labels } from "./labelSelector";
import { compareText } from "./text";
import type { Workload } from "./workload";

const protocols = ["unknown", "HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"] as const;

export type Protocol = (typeof protocols)[number];

/** Fields that not all versions of the CRD have, with those that do. */
const laterFields = {
    accessPolicy: ["v1beta3"],
    externalWorkloadSelector: ["v1beta2", "v1beta3"],
};

/** A Server of Linkerd: one port, by number or name, of the pods that it selects. */
export interface Server {
    namespace: string;
    name: string;
    labels: Labels;
    port: number | string;
    protocol: Protocol;
    accessPolicy: DefaultPolicy;
    created: string | undefined;
}

/** Servers of all namespaces. */
export class Servers {
    /** By namespace and kind of what they select. */
    private readonly indexes = new Map<string, SelectorIndex<Server>>();

    add(object: KubernetesObject, root: Field): void {
        const { namespace = "default" } = object.metadata;
        const spec = root.at("spec");
        const server = readServer(object, root);
        const pods = spec.at("podSelector");
        const external = spec.at("externalWorkloadSelector");
        reportDropped(object.apiVersion, spec);
        if (pods.present === external.present) {
            pods.report("give either this or externalWorkloadSelector");
        }
        for (const [selector, key] of [
            [pods, `${namespace}/Pod`],
            [external, `${namespace}/ExternalWorkload`],
        ] as const) {
            if (selector.present) {
                const index = this.indexes.get(key) ?? new SelectorIndex<Server>();
                this.indexes.set(key, index);
                index.add(readLabelSelector(selector), server);
            }
        }
    }

    /** Those that select a port of a workload, the one that wins first. */
    selecting(workload: Workload, port: number): Server[] {
        return this.of(workload)
            .filter((server) => portNumbers(server.port, workload).includes(port))
            .sort(compareServers);
    }

    /** Ports of a workload that some Server selects. */
    portsOf(workload: Workload): Set<number> {
        return new Set(this.of(workload).flatMap(({ port }) => portNumbers(port, workload)));
    }

    private of({ kind, namespace, labels }: Workload): Server[] {
        const selected = kind === "ExternalWorkload" ? kind : "Pod";
        return this.indexes.get(`${namespace}/${selected}`)?.selecting(labels) ?? [];
    }
}

/** A field that the API server drops is not in force, though somebody meant it to be. */
function reportDropped(apiVersion: string, spec: Field): void {
    const version = apiVersion.split("/").pop() ?? "";
    for (const [field, versions] of Object.entries(laterFields)) {
        if (spec.at(field).present && !versions.includes(version)) {
            spec.at(field).report(
                `is no field of ${apiVersion}, so the API server drops it; write policy.linkerd.io/v1beta3`,
            );
        }
    }
}

function readServer(object: KubernetesObject, root: Field): Server {
    const { name, labels, namespace = "default" } = object.metadata;
    const spec = root.at("spec");
    const port = spec.at("port");
    const number = port.port();
    if (!port.present) {
        port.report("is missing");
    }
    return {
        namespace,
        name,
        labels: labels ?? {},
        port: number ?? 0,
        protocol: spec.at("proxyProtocol").oneOf(protocols) ?? "unknown",
        accessPolicy: spec.at("accessPolicy").oneOf(defaultPolicies) ?? "deny",
        created: root.at("metadata", "creationTimestamp").time(),
    };
}

/** The container ports of a workload that a Server's port means. */
function portNumbers(port: number | string, workload: Workload): number[] {
    return typeof port === "number" ? [port] : [...(workload.portsByName.get(port) ?? [])];
}

/** The older Server wins, then the first by name. One without a time counts as older. */
function compareServers(left: Server, right: Server): number {
    if (left.created !== right.created) {
        if (left.created === undefined) {
            return -1;
        }
        if (right.created === undefined) {
            return 1;
        }
        const difference = Date.parse(left.created) - Date.parse(right.created);
        if (difference !== 0) {
            return difference;
        }
    }
    return compareText(left.name, right.name);
}
