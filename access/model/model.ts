/** What a port speaks, in Linkerd's terms. */
export const protocols = ["HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"] as const;

/** What a port speaks, in Linkerd's terms. */
export type Protocol = (typeof protocols)[number];

/** HTTP methods that Linkerd's routes can name. */
export const httpMethods = [
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "CONNECT",
    "OPTIONS",
    "TRACE",
    "PATCH",
] as const;

/** An HTTP method that Linkerd's routes can name. */
export type HttpMethod = (typeof httpMethods)[number];

/**
 * Who may call whom, as plain data: what `accessModel` makes of typed references, and what a JSON
 * document can hold. Whatever is not said is denied.
 */
export interface AccessModel {
    /** Networks that the kubelet probes from, in CIDR notation, e.g. `10.42.0.0/16`. */
    kubelet: readonly string[];
    /** The namespaces that the model governs, by name. */
    namespaces: Readonly<Record<string, NamespaceModel>>;
    /** Callers in the mesh that are run by others, such as Prometheus; by any name. */
    identities: Readonly<Record<string, IdentityModel>>;
    /** Callers outside of the mesh, by any name: CIDR blocks. */
    networks: Readonly<Record<string, readonly string[]>>;
    /** What an ingress serves to the internet, by fully qualified name. */
    hosts: Readonly<Record<string, HostModel>>;
    /** The calls that are allowed. */
    edges: readonly Edge[];
}

/** A namespace in which everything is meshed and nothing is allowed that was not said. */
export interface NamespaceModel {
    /** By name, which is that of the Service too. */
    workloads: Readonly<Record<string, WorkloadModel>>;
}

/** Pods that share one identity. */
export interface WorkloadModel {
    /** By the name of the container port. */
    ports: Readonly<Record<string, PortModel>>;
    /** Labels that select its pods, and no others. Default: `app.kubernetes.io/name`. */
    labels?: Readonly<Record<string, string>>;
    /** Name of its ServiceAccount. Default: the workload's. */
    serviceAccount?: string;
    /** Makes it an ingress: container ports on which the internet reaches it past the mesh. */
    listeners?: readonly number[];
}

/** A container port. */
export interface PortModel {
    /** Number of the container port. */
    port: number;
    protocol: Protocol;
    /** Port of the Service. Default: that of the container. */
    servicePort?: number;
    /** Paths that the kubelet probes with GET; HTTP only. */
    probes?: readonly string[];
    /**
     * Requests per second that each of its pods answers, whoever asks, probes included; to the rest
     * its proxy answers 429. HTTP and gRPC only. Default: no limit.
     */
    requestsPerSecond?: number;
}

/** A mesh identity whose ServiceAccount is not made here. */
export interface IdentityModel {
    namespace: string;
    serviceAccount: string;
    /** Labels of its pods, for the network's policies. Default: all pods of the namespace. */
    labels?: Readonly<Record<string, string>>;
}

/** A host name that the internet may ask for. */
export interface HostModel {
    /** The ingress that serves it. */
    ingress: WorkloadRef;
    /** Name of the Secret with its certificate, in the ingress' namespace. */
    tlsSecret: string;
}

/** Refers to a workload of the model. */
export interface WorkloadRef {
    namespace: string;
    workload: string;
}

/** Who calls. */
export type Principal =
    | ({ kind: "workload" } & WorkloadRef)
    /** One of the model's `identities`. */
    | { kind: "identity"; name: string }
    /** One of the model's `networks`: without mesh, hence without identity. */
    | { kind: "network"; name: string }
    /** Anybody, through the ingress of one of the model's `hosts`, below a path such as `/faces/`. */
    | { kind: "internet"; host: string; prefix: string }
    /** An ingress that asks who a user is, before it serves any of its hosts. */
    | ({ kind: "authentication"; userHeaders: readonly string[] } & WorkloadRef);

/** What is called. */
export type Target =
    | ({ kind: "port"; port: string } & WorkloadRef)
    /** The metrics of all proxies of a namespace. */
    | { kind: "metrics"; namespace: string };

/** Which requests of an HTTP port an edge allows. */
export interface HttpScope {
    /**
     * Paths. One that ends in a slash is a prefix: it and everything below; any other is exact.
     * Default: all.
     */
    paths?: readonly string[];
    /** Default: all. */
    methods?: readonly HttpMethod[];
}

/** Which requests of a gRPC port an edge allows. */
export interface GrpcScope {
    /** Services, e.g. `shop.Cart`, or single methods, e.g. `shop.Cart/Get`. Default: all. */
    services?: readonly string[];
}

/** One allowed call. */
export interface Edge extends HttpScope, GrpcScope {
    from: Principal;
    to: Target;
    /**
     * Tries the edge out: until the end of this day (`2026-12-31`, UTC) what the port's edges do
     * not allow is let through and logged. From then on it is denied. Default: it is denied.
     */
    auditUntil?: string;
}

/** Labels that select a workload's pods, in alphabetical order. */
export function labelsOf(name: string, { labels }: WorkloadModel): Record<string, string> {
    const entries = Object.entries(labels ?? { "app.kubernetes.io/name": name });
    return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** How a message names a caller. */
export function principalText(principal: Principal): string {
    switch (principal.kind) {
        case "workload":
            return `${principal.namespace}/${principal.workload}`;
        case "identity":
            return `identity ${principal.name}`;
        case "network":
            return `network ${principal.name}`;
        case "internet":
            return `https://${principal.host}${principal.prefix}`;
        case "authentication":
            return `the authentication of ${principal.namespace}/${principal.workload}`;
    }
}

/** How a message names what is called. */
export function targetText(target: Target): string {
    return target.kind === "port"
        ? `${target.namespace}/${target.workload}:${target.port}`
        : `the metrics of ${target.namespace}`;
}

export function speaksHttp(protocol: Protocol): boolean {
    return protocol === "HTTP/1" || protocol === "HTTP/2";
}

export function speaksRequests(protocol: Protocol): boolean {
    return speaksHttp(protocol) || protocol === "gRPC";
}
