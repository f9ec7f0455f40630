import type { KubernetesObject } from "zero-trust-manifests";
import { append } from "./append";
import type { Reason } from "./client";
import { Field } from "./field";
import { isServed, readHost, readListener, serves, type Host, type Listener } from "./host";
import { closeness, isNamedBy } from "./hostGlob";
import { compareMappings, isForTheSame, readMapping, takes, type Mapping } from "./mapping";
import type { Request } from "./question";
import { Services } from "./service";

export { readServiceUrl } from "./service";
export type { ServiceUrl } from "./service";

/** Whom Emissary asks before it sends a request on. */
export interface AuthService {
    namespace: string;
    name: string;
    service: string;
    grpc: boolean;
    pathPrefix: string;
    tls: boolean;
    /** Whether requests go on where it cannot be asked. */
    failureAllowed: boolean;
}

/** A port of Emissary whose connections go to a Service, whatever is in them. */
export interface TcpMapping {
    namespace: string;
    name: string;
    port: number;
    service: string;
    tls: boolean;
}

/** Emissary's routing, from its Listeners, Hosts, Mappings and AuthServices. */
export class Emissary {
    readonly services = new Services();
    readonly authServices: AuthService[] = [];
    readonly tcpMappings: TcpMapping[] = [];
    private readonly listeners: Listener[] = [];
    private readonly mappings: Mapping[] = [];
    /** Mappings by their prefix, but for those whose prefix is no text to begin with. */
    private readonly byPrefix = new Map<string, Mapping[]>();
    private readonly withoutPrefix: Mapping[] = [];
    private hosts: Host[] = [];
    /** Why the internet reaches no Mapping at all; undefined where it may. */
    readonly closed: Reason | undefined;

    /** @param id which of several Emissaries this is, as `ambassador_id` names it. */
    constructor(objects: readonly KubernetesObject[], id: string, problems: string[]) {
        for (const object of objects) {
            const root = Field.root(object, problems);
            if (object.apiVersion === "v1" && object.kind === "Service") {
                this.services.add(object, root);
            } else if (object.apiVersion.startsWith("getambassador.io/")) {
                const spec = root.at("spec");
                const ids = spec.at("ambassador_id").strings();
                if (
                    ids.length === 0 ||
                    ids.some((each) => each === id || each === `--apiVersion-v3alpha1-only--${id}`)
                ) {
                    this.add(object, spec);
                }
            }
        }
        this.mappings.sort(compareMappings);
        for (const mapping of this.mappings) {
            if (mapping.match !== "regex" && mapping.caseSensitive) {
                append(this.byPrefix, mapping.prefix, mapping);
            } else {
                this.withoutPrefix.push(mapping);
            }
        }
        const known = this.hosts;
        this.hosts =
            known.length === 0
                ? [defaultHost]
                : known.filter((host) =>
                      this.listeners.some((listener) => isServed(host, listener)),
                  );
        this.closed = whyClosed(this.listeners, known, this.hosts);
    }

    /** Mappings, the one that Emissary tries first at the front. */
    get ordered(): readonly Mapping[] {
        return this.mappings;
    }

    /**
     * The Mappings that share a request, and the Host that serves them. A request without a host
     * is one to any host.
     */
    mappingsFor(request: Request): { mappings: Mapping[]; host: Host } | undefined {
        const hosts = this.hostsFor(request.host);
        for (const mapping of this.mappingsBefore(request.path)) {
            const host = hosts.find((each) => serves(each, mapping));
            if (host !== undefined && takes(mapping, request)) {
                const same = this.mappingsBefore(request.path).filter(
                    (other) => isForTheSame(mapping, other) && serves(host, other),
                );
                return { mappings: withRequests(same), host };
            }
        }
        return undefined;
    }

    /** Mappings that a path can belong to, in order, without asking every Mapping. */
    private mappingsBefore(path: string): Mapping[] {
        const found = [...this.withoutPrefix];
        for (let length = 0; length <= path.length; length += 1) {
            found.push(...(this.byPrefix.get(path.slice(0, length)) ?? []));
        }
        return found.sort(compareMappings);
    }

    /** The Hosts of the name that describes the requested one most closely. */
    private hostsFor(requested: string | undefined): readonly Host[] {
        if (requested === undefined) {
            return this.hosts;
        }
        const named = this.hosts.filter(({ hostname }) => isNamedBy(hostname, requested));
        const most = Math.max(...named.map(({ hostname }) => closeness(hostname)));
        return named.filter(({ hostname }) => closeness(hostname) === most);
    }

    private add(object: KubernetesObject, spec: Field): void {
        const { name, namespace = "default" } = object.metadata;
        const tls = (): boolean => (spec.at("tls").string() ?? "") !== "";
        switch (object.kind) {
            case "Listener": {
                const listener = readListener(object, spec);
                if (listener !== undefined) {
                    this.listeners.push(listener);
                }
                break;
            }
            case "Host":
                this.hosts.push(readHost(object, spec));
                break;
            case "AuthService":
                this.authServices.push({
                    namespace,
                    name,
                    service: spec.at("auth_service").requiredString(),
                    grpc: spec.at("proto").oneOf(["http", "grpc"] as const) === "grpc",
                    pathPrefix: spec.at("path_prefix").string() ?? "",
                    tls: tls(),
                    failureAllowed: spec.at("failure_mode_allow").boolean() === true,
                });
                break;
            case "Mapping":
                this.mappings.push(readMapping(object, spec));
                break;
            case "TCPMapping":
                this.tcpMappings.push({
                    namespace,
                    name,
                    port: spec.at("port").integer() ?? 0,
                    service: spec.at("service").requiredString(),
                    tls: tls(),
                });
                break;
        }
    }
}

/** Mappings without those that get no part of the requests. */
function withRequests(same: readonly Mapping[]): Mapping[] {
    const given = same.map(({ weight }) => weight ?? 0).reduce((sum, each) => sum + each, 0);
    const share = ({ weight }: Mapping): number => weight ?? 100 - given;
    return same.length === 1 ? [...same] : same.filter((mapping) => share(mapping) > 0);
}

/**
 * What Emissary makes where there is no Host: it serves every name, in cleartext. Whether the Hosts
 * that there are have their TLS Secrets, without which it makes the same, is not to be seen.
 */
const defaultHost: Host = {
    namespace: "",
    name: "default-host",
    labels: {},
    hostname: "*",
    mappingSelector: undefined,
    servesCleartext: true,
};

function whyClosed(
    listeners: readonly Listener[],
    hosts: readonly Host[],
    served: readonly Host[],
): Reason | undefined {
    if (listeners.length === 0) {
        const why = "there is no Listener for HTTP, so Emissary listens nowhere";
        return { kind: "Listener", namespace: "", name: "", why };
    }
    const [first] = hosts;
    return served.length > 0 || first === undefined
        ? undefined
        : {
              kind: "Host",
              namespace: first.namespace,
              name: first.name,
              why: "no Listener serves it, nor another Host",
          };
}
