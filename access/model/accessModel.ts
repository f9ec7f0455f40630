import type { Problem } from "zero-trust-manifests";
import type {
    AccessModel,
    Edge,
    GrpcScope,
    HostModel,
    HttpScope,
    IdentityModel,
    NamespaceModel,
    PortModel,
    Principal,
    Protocol,
    Target,
    WorkloadModel,
} from "./model";
import { checkModel } from "./problems";

/** What an edge to a port can be narrowed to, which depends on what the port speaks. */
export type ScopeOf<P extends Protocol> = P extends "HTTP/1" | "HTTP/2"
    ? HttpScope
    : P extends "gRPC"
      ? GrpcScope
      : { paths?: never; methods?: never; services?: never };

/** A port of a workload, to be called. */
export interface Port<P extends Protocol = Protocol> {
    readonly target: Target;
    readonly protocol: P;
}

/** The metrics of a namespace's proxies, to be scraped. */
export interface Metrics {
    readonly target: Target;
}

/** Who may call, with what the model has to declare about it. */
export interface Caller {
    readonly principal: Principal;
    readonly declares?: {
        readonly identity?: IdentityModel;
        readonly network?: readonly string[];
        readonly host?: HostModel;
    };
}

/** The rest of a sentence that begins with `allow(caller)`. */
export interface Allowing {
    /** To a port, or to some of its requests. */
    to<P extends Protocol>(port: Port<P>, scope?: ScopeOf<P>): AllowedEdge;
    to(metrics: Metrics): AllowedEdge;
}

/** An edge, with what the model has to declare about its caller. */
export interface AllowedEdge {
    readonly edge: Edge;
    readonly caller: Caller;
}

type Ports = Readonly<Record<string, PortModel>>;

/** A workload of the model, as caller and as called. */
export class Workload<const P extends Ports = Ports> implements Caller {
    readonly principal: Principal;

    constructor(
        readonly namespace: string,
        readonly name: string,
        readonly model: WorkloadModel & { ports: P },
    ) {
        this.principal = { kind: "workload", namespace, workload: name };
    }

    /** One of its ports; one that it does not have does not compile. */
    port<Name extends keyof P & string>(name: Name): Port<P[Name]["protocol"]> {
        const { namespace, name: workload } = this;
        return {
            target: { kind: "port", namespace, workload, port: name },
            // What is not there is reported with the model.
            protocol: (this.model.ports as Ports)[name]?.protocol ?? "HTTP/1",
        };
    }
}

/** A workload that the internet reaches. */
export class Ingress<const P extends Ports = Ports> extends Workload<P> {
    /** A host that it serves, to anybody. */
    host(name: string, { tlsSecret }: { tlsSecret: string }): Host {
        const ingress = { namespace: this.namespace, workload: this.name };
        return new Host(name, { ingress, tlsSecret });
    }

    /**
     * The ingress as the one that asks who a user is.
     *
     * @param options.userHeaders headers of the answer that it hands to the workloads.
     */
    authentication(options: { userHeaders?: readonly string[] } = {}): Caller {
        const { namespace, name: workload } = this;
        const { userHeaders = [] } = options;
        return { principal: { kind: "authentication", namespace, workload, userHeaders } };
    }
}

/** A host name on the internet. */
export class Host {
    constructor(
        readonly name: string,
        readonly model: HostModel,
    ) {}

    /** Anybody who asks for something below a path, e.g. `/faces/`; the called sees it from `/`. */
    below(prefix: string): Caller {
        return {
            principal: { kind: "internet", host: this.name, prefix },
            declares: { host: this.model },
        };
    }
}

/** A namespace of the model. */
export class Namespace {
    /** The metrics of its proxies. */
    readonly metrics: Metrics;
    private readonly workloads = new Map<string, WorkloadModel>();

    constructor(readonly name: string) {
        this.metrics = { target: { kind: "metrics", namespace: name } };
    }

    get model(): NamespaceModel {
        return { workloads: Object.fromEntries(this.workloads) };
    }

    /** Adds a workload. */
    workload<const P extends Ports>(
        name: string,
        options: Omit<WorkloadModel, "ports" | "listeners"> & { ports: P },
    ): Workload<P> {
        return this.add(new Workload(this.name, name, options));
    }

    /** Adds a workload that the internet reaches on its listeners, past the mesh. */
    ingress<const P extends Ports>(
        name: string,
        options: Omit<WorkloadModel, "ports"> & { ports: P; listeners: readonly number[] },
    ): Ingress<P> {
        return this.add(new Ingress(this.name, name, options));
    }

    private add<W extends Workload>(workload: W): W {
        if (this.workloads.has(workload.name)) {
            throw new RangeError(`${this.name}/${workload.name}: there is such a workload already`);
        }
        this.workloads.set(workload.name, workload.model);
        return workload;
    }
}

/** A namespace in which nothing is allowed that was not said. */
export function namespace(name: string): Namespace {
    return new Namespace(name);
}

/**
 * A caller in the mesh that is run by others.
 *
 * @param name what the model calls it, e.g. `prometheus`.
 */
export function identity(name: string, model: IdentityModel): Caller {
    return { principal: { kind: "identity", name }, declares: { identity: model } };
}

/**
 * Callers outside of the mesh, known by nothing but their addresses.
 *
 * @param name what the model calls them, e.g. `backup-servers`.
 * @param cidrs CIDR blocks.
 */
export function network(name: string, cidrs: readonly string[]): Caller {
    return { principal: { kind: "network", name }, declares: { network: cidrs } };
}

/** `allow(face).to(smiley.port("http"))` */
export function allow(caller: Caller): Allowing {
    return edgesFrom(caller, {});
}

/**
 * Like `allow`, but what the called port's edges do not allow is let through and logged until the
 * end of a day, e.g. `2026-12-31`.
 */
export function audit(caller: Caller, { until }: { until: string }): Allowing {
    return edgesFrom(caller, { auditUntil: until });
}

function edgesFrom(caller: Caller, mode: Pick<Edge, "auditUntil">): Allowing {
    return {
        to: ({ target }: Metrics, scope: HttpScope & GrpcScope = {}) => ({
            edge: { from: caller.principal, to: target, ...scope, ...mode },
            caller,
        }),
    };
}

/**
 * Who may call whom; whatever is not said is denied.
 *
 * @throws InputError listing every problem of the model.
 */
export function accessModel(parts: {
    /** Networks that the kubelet probes from, in CIDR notation. */
    kubelet: readonly string[];
    namespaces: readonly Namespace[];
    edges: readonly AllowedEdge[];
}): AccessModel {
    const identities: Record<string, IdentityModel> = {};
    const networks: Record<string, readonly string[]> = {};
    const hosts: Record<string, HostModel> = {};
    const contradictions: Problem[] = [];
    for (const { caller } of parts.edges) {
        const { principal, declares = {} } = caller;
        if (principal.kind === "identity" && declares.identity !== undefined) {
            declare("identities", identities, principal.name, declares.identity, contradictions);
        } else if (principal.kind === "network" && declares.network !== undefined) {
            declare("networks", networks, principal.name, declares.network, contradictions);
        } else if (principal.kind === "internet" && declares.host !== undefined) {
            declare("hosts", hosts, principal.host, declares.host, contradictions);
        }
    }
    const names = parts.namespaces.map(({ name }) => name);
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index))) {
        contradictions.push({
            path: `namespaces.${name}`,
            reason: "is given twice",
            remedy: "give it once",
        });
    }
    const model = {
        kubelet: parts.kubelet,
        namespaces: Object.fromEntries(parts.namespaces.map(({ name, model }) => [name, model])),
        identities,
        networks,
        hosts,
        edges: parts.edges.map(({ edge }) => edge),
    };
    return checkModel(model, contradictions);
}

function declare<Value>(
    what: string,
    into: Record<string, Value>,
    name: string,
    value: Value,
    contradictions: Problem[],
): void {
    const earlier = into[name];
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(value)) {
        contradictions.push({
            path: `${what}.${name}`,
            reason: "means two different things",
            remedy: "give the second another name",
        });
    }
    into[name] = value;
}
