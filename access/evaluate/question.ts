import type { Reason } from "./client";
import type { Source } from "./source";

/** What is asked of an HTTP server. */
export interface Request {
    method: string;
    /** Path without query. */
    path: string;
    query: string;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
    /** Without port; undefined where the request names none. */
    host: string | undefined;
}

/** One call to decide on. */
export interface Question {
    /** `namespace/serviceaccount`, `unauthenticated`, `unauthenticated@IP` or `internet`. */
    from: string;
    /** `namespace/workload` or `namespace/pod`; `namespace/Kind/name` where a name is not enough. */
    to: string;
    /** Container port, by number or name. */
    port: number | string;
    /** HTTP method; GET where absent, and POST on a gRPC port. */
    method?: string;
    /** Path, with a query if need be; `/` where absent. On a gRPC port `/service/method`. */
    path?: string;
    /** Host that the request names; most routes do not ask for it. */
    host?: string;
    /** Request headers. */
    headers?: Record<string, string>;
}

export type VerdictKind = "allow" | "deny" | "not-found" | "unenforced";

export interface Verdict {
    verdict: VerdictKind;
    /** The objects that decided, the deciding one first. */
    because: Reason[];
}

/** A set of calls that is let through. */
export interface Call {
    /** `namespace/serviceaccount`, `namespace/*`, `*` for any identity, or `unauthenticated`; with `@` and networks where only some addresses may call. */
    from: string;
    /** `namespace/workload`. */
    to: string;
    /** Container port. */
    port: number;
    /** Requests, e.g. `GET /face/*`; `*` for all. */
    request: string;
    verdict: "allow" | "unenforced";
    /** The objects that let it through. */
    because: Reason[];
}

/** Who may send a kind of request. */
export interface RequestCalls {
    request: string;
    /** A request of that kind; undefined for a connection or where none can be derived. */
    witness: Request | undefined;
    verdict: "allow" | "unenforced";
    sources: readonly Source[];
}

export interface PortCalls {
    kind: string;
    to: string;
    port: number;
    requests: readonly RequestCalls[];
}

/** What the objects do not say about the cluster. The defaults are those of Linkerd's charts. */
export interface EvaluatorOptions {
    /** Cluster-wide default inbound policy. */
    defaultPolicy?: string;
    /** CIDR blocks of the cluster's pods. */
    clusterNetworks?: readonly string[];
    /** CIDR blocks that probes come from. */
    probeNetworks?: readonly string[];
    trustDomain?: string;
    controlPlaneNamespace?: string;
    /** Ports that are opaque where no annotation says so. */
    opaquePorts?: readonly number[];
    /** Ports and ranges that bypass the proxy where no annotation says so. */
    skippedInboundPorts?: string;
    /** Namespaces into which the injector injects nothing. */
    uninjectedNamespaces?: readonly string[];
    /** `namespace/serviceaccount` of the ingress where the objects do not include its workload. */
    ingress?: string;
    /** Address of a caller whose address is not given: one within the cluster. */
    callerAddress?: string;
}
