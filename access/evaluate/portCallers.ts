import { httpMethods } from "../model/model";
import type { Reason } from "./client";
import type { Connections } from "./connections";
import type { LinkerdPolicy } from "./linkerdPolicy";
import { overlap } from "./network";
import type { NetworkPolicies } from "./networkPolicy";
import type { RoutePolicy } from "./portPolicy";
import type { Proxy } from "./proxy";
import type { Request, RequestCalls } from "./question";
import { anyRequest } from "./request";
import type { RouteMatch } from "./route";
import { findRoute } from "./routeMatch";
import { matchText, witnessOf } from "./routeText";
import { includes, sourcesOf, sourceText, type Source } from "./source";
import type { Workload } from "./workload";
import type { Workloads } from "./workloads";

/** Who may send what to a port: sets of callers, so that no pair needs to be asked for. */
export class PortCallers {
    constructor(
        private readonly workloads: Workloads,
        private readonly networkPolicies: NetworkPolicies,
        private readonly linkerd: LinkerdPolicy,
        private readonly proxy: Proxy,
        private readonly connections: Connections,
        private readonly callerAddress: string,
    ) {}

    /** Every kind of request that somebody may send. */
    requestsOf(target: Workload, port: number): RequestCalls[] {
        return this.linkerdRequests(target, port)
            .map((calls) => ({
                ...calls,
                sources: this.networkSources(calls.sources, target, port),
            }))
            .filter(({ sources }) => sources.length > 0);
    }

    /** Who may send a request; for a connection, give no request. */
    sourcesFor(target: Workload, port: number, request: Request | undefined): readonly Source[] {
        return this.networkSources(this.linkerdSources(target, port, request), target, port);
    }

    private linkerdSources(
        target: Workload,
        port: number,
        request: Request | undefined,
    ): readonly Source[] {
        const unenforced = this.proxy.unenforced(target, port);
        if (unenforced !== undefined) {
            return [anybodyBecause(unenforced)];
        }
        const policy = this.proxy.policyOf(target, port);
        if (policy.refused !== undefined) {
            return [];
        }
        if (policy.routes === undefined) {
            return sourcesOf(policy.authorizations, this.callerAddress);
        }
        const found = findRoute(policy.routes, request ?? anyRequest(policy.protocol));
        return found === undefined ? [] : sourcesOf(found.route.authorizations, this.callerAddress);
    }

    /** Sources without those that NetworkPolicies stop. */
    private networkSources(
        sources: readonly Source[],
        target: Workload,
        port: number,
    ): readonly Source[] {
        if (!this.networkPolicies.any) {
            return sources;
        }
        const passes = (serviceAccount: string): boolean =>
            this.connections.refusals(
                serviceAccount,
                { address: this.callerAddress, identity: undefined },
                target,
                port,
            ).length === 0;
        const isolated = this.networkPolicies.isolates(target);
        return sources.flatMap((source): Source[] => {
            const { who, networks, because } = source;
            if (who !== "anybody" && "identity" in who) {
                const single = { who, networks: undefined, because };
                return passes(sourceText(single, this.linkerd.identityEnding)) ? [source] : [];
            }
            if (!isolated) {
                return [source];
            }
            const fromCluster =
                who !== "anybody" ||
                includes(source, { identity: undefined, address: this.callerAddress });
            const known = (fromCluster ? [...this.workloads.serviceAccounts] : []).flatMap(
                (account) => {
                    const [namespace = "", name = ""] = account.split("/");
                    const identity = this.linkerd.identity(namespace, name);
                    return includes(source, { identity, address: this.callerAddress }) &&
                        passes(account)
                        ? [{ who: { identity }, networks: undefined, because }]
                        : [];
                },
            );
            const outside = this.networkPolicies
                .blocks(target, port)
                .map((block) => overlap(networks, block))
                .filter((both) => both?.length !== 0)
                .map((both): Source => ({ who, networks: both, because }));
            return [...known, ...outside];
        });
    }

    private linkerdRequests(target: Workload, port: number): RequestCalls[] {
        const unenforced = this.proxy.unenforced(target, port);
        if (unenforced !== undefined) {
            const sources = [anybodyBecause(unenforced)];
            return [{ request: "*", witness: undefined, verdict: "unenforced", sources }];
        }
        const policy = this.proxy.policyOf(target, port);
        const { routes } = policy;
        if (policy.refused !== undefined) {
            return [];
        }
        if (routes === undefined) {
            const sources = sourcesOf(policy.authorizations, this.callerAddress);
            return [{ request: "*", witness: undefined, verdict: "allow", sources }];
        }
        return routes.flatMap((route) => {
            const sources = sourcesOf(route.authorizations, this.callerAddress);
            return requestsOf(route, routes, anyRequest(policy.protocol)).map((each) => ({
                ...each,
                verdict: "allow" as const,
                sources,
            }));
        });
    }
}

/** The kinds of request that a route takes, less those that another of the routes takes first. */
function requestsOf(
    { hostnames: [hostname], rules }: RoutePolicy,
    routes: readonly RoutePolicy[],
    any: Request,
): Pick<RequestCalls, "request" | "witness">[] {
    return rules.flatMap((rule) => {
        if (rule.matches.length === 0) {
            const witness = { ...any, host: hostname?.replace(/^\*\./, "any.") };
            return [{ request: "*", witness }];
        }
        return rule.matches.flatMap((match): Pick<RequestCalls, "request" | "witness">[] => {
            const request = matchText(match);
            const witness = witnessOf(match, hostname);
            if (witness === undefined) {
                return [{ request, witness }];
            }
            const taken = methodsOf(match, witness).find(
                (each) => findRoute(routes, each)?.rule === rule,
            );
            return taken === undefined ? [] : [{ request, witness: taken }];
        });
    });
}

/** A request of each method that a match takes. */
function methodsOf(match: RouteMatch, witness: Request): readonly Request[] {
    return "path" in match && match.method === undefined
        ? httpMethods.map((method) => ({ ...witness, method }))
        : [witness];
}

function anybodyBecause({ kind, namespace, name }: Reason): Source {
    return { who: "anybody", networks: undefined, because: [{ kind, namespace, name }] };
}
