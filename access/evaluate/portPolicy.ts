import type { Authorization, Reason } from "./client";
import type { Route } from "./route";
import type { Protocol } from "./server";

/** The policy of one port of one workload, as the policy controller gives it to the proxy. */
export interface PortPolicy {
    port: number;
    protocol: Protocol;
    server: { namespace: string; name: string } | undefined;
    /** Of the connection or, below every route, of the request. */
    authorizations: readonly Authorization[];
    /** Undefined where the proxy does not look at requests. */
    routes: readonly RoutePolicy[] | undefined;
    /** What made the policy what it is, beside authorizations and routes. */
    because: readonly Reason[];
    /** Objects that were meant for this port but have no effect. */
    withoutEffect: readonly Reason[];
    /** Why the proxy refuses the policy, and with it every request. */
    refused: Reason | undefined;
}

export interface RoutePolicy extends Route {
    authorizations: readonly Authorization[];
}
