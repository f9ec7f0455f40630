import type { KubernetesObject } from "zero-trust-manifests";
import type { Reason } from "./client";
import type { Field } from "./field";
import type { Labels } from "./labelSelector";
import type { Workload } from "./workload";

interface Service {
    namespace: string;
    name: string;
    type: string;
    /** Whether callers keep their address on the way in. */
    keepsAddress: boolean;
    selector: Labels;
    ports: readonly { port: number; target: number | string }[];
}

/** Where a Mapping's requests arrive. */
export interface Destination {
    service: Reason;
    selector: Labels;
    namespace: string;
    target: number | string;
}

/** Services of all namespaces. */
export class Services {
    private readonly byName = new Map<string, Service>();

    add(object: KubernetesObject, root: Field): void {
        const namespace = object.metadata.namespace ?? "default";
        const spec = root.at("spec");
        this.byName.set(`${namespace}/${object.metadata.name}`, {
            namespace,
            name: object.metadata.name,
            type: spec.at("type").string() ?? "ClusterIP",
            keepsAddress: spec.at("externalTrafficPolicy").string() === "Local",
            selector: spec.at("selector").stringMap(),
            ports: spec
                .at("ports")
                .items()
                .map((item) => {
                    const port = item.at("port").integer() ?? 0;
                    return { port, target: item.at("targetPort").port() ?? port };
                }),
        });
    }

    /** Ports that Services open to the internet without Emissary. */
    get exposures(): (Destination & { keepsAddress: boolean })[] {
        return [...this.byName.values()]
            .filter(({ type }) => type === "LoadBalancer" || type === "NodePort")
            .flatMap(({ namespace, name, type, keepsAddress, selector, ports }) =>
                ports.map(({ port, target }) => ({
                    service: {
                        kind: "Service",
                        namespace,
                        name,
                        why: `of type ${type} opens container port ${target} to the internet, as port ${port}`,
                    },
                    selector,
                    namespace,
                    target,
                    keepsAddress,
                })),
            );
    }

    /** The Service that a Mapping or AuthService of a namespace names, or what is wrong. */
    destination(service: string, namespace: string, tls = false): Destination | string {
        const { name = "", namespace: given, port } = readServiceUrl(service, namespace, tls) ?? {};
        const found = this.byName.get(`${given ?? namespace}/${name}`);
        if (given === undefined || port === undefined || found === undefined) {
            return `there is no Service ${given ?? namespace}/${name} as "${service}" names it`;
        }
        const served = found.ports.find((candidate) => candidate.port === port);
        if (served === undefined) {
            return `Service ${given}/${name} has no port ${port}`;
        }
        return {
            service: {
                kind: "Service",
                namespace: given,
                name,
                why: `leads port ${port} to container port ${served.target}`,
            },
            selector: found.selector,
            namespace: given,
            target: served.target,
        };
    }
}

/** What Emissary calls, as a Mapping or AuthService of a namespace writes it. */
export interface ServiceUrl {
    /** `http` where none is given. */
    scheme: string;
    name: string;
    namespace: string;
    port: number;
}

/** Reads `https://face.faces:8443`; undefined where it is none. */
export function readServiceUrl(
    service: string,
    namespace: string,
    tls = false,
): ServiceUrl | undefined {
    const match = /^(?:(\w+):\/\/)?([^:/]+)(?::(\d+))?(?:\/.*)?$/.exec(service);
    if (match === null) {
        return undefined;
    }
    const [name = "", given = namespace] = (match[2] ?? "").split(".");
    const scheme = match[1]?.toLowerCase() ?? "http";
    return {
        scheme,
        name,
        namespace: given,
        port: Number(match[3] ?? (scheme === "https" || tls ? 443 : 80)),
    };
}

/** Whether a Service leads to a port of a workload. */
export function leadsTo(destination: Destination, workload: Workload, port: number): boolean {
    return isSelected(destination, workload) && targetPort(workload, destination) === port;
}

/** The container port of a workload that a Service leads to, if there is one. */
export function targetPort(workload: Workload, { target }: Destination): number | undefined {
    return typeof target === "number" ? target : [...(workload.portsByName.get(target) ?? [])][0];
}

function isSelected({ namespace, selector }: Destination, workload: Workload): boolean {
    return (
        workload.namespace === namespace &&
        Object.keys(selector).length > 0 &&
        Object.entries(selector).every(([key, value]) => workload.labels[key] === value)
    );
}
