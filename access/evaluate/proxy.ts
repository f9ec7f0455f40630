import { explain, isAuthorized, type Authorization, type Caller, type Reason } from "./client";
import type { LinkerdPolicy } from "./linkerdPolicy";
import { isLoopback } from "./network";
import type { PortPolicy, RoutePolicy } from "./portPolicy";
import type { Question, Verdict } from "./question";
import { requestOf } from "./request";
import type { RouteRule } from "./route";
import { findRoute } from "./routeMatch";
import { ruleText } from "./routeText";
import { isListed, proxyPorts, type Workload } from "./workload";

/** Linkerd's proxy at the workload that is called, which enforces the policies of its ports. */
export class Proxy {
    private readonly policies = new Map<Workload, Map<number, PortPolicy>>();

    constructor(
        private readonly linkerd: LinkerdPolicy,
        private readonly skippedInboundPorts: string,
    ) {}

    decide(target: Workload, port: number, caller: Caller, question: Question): Verdict {
        const unenforced = this.unenforced(target, port);
        if (unenforced !== undefined) {
            return { verdict: "unenforced", because: [unenforced] };
        }
        const policy = this.policyOf(target, port);
        if (policy.refused !== undefined) {
            return { verdict: "deny", because: [policy.refused, ...policy.because] };
        }
        if (policy.routes === undefined) {
            return decideConnection(policy, caller, question);
        }
        const request = requestOf(question, policy.protocol);
        const found = findRoute(policy.routes, request);
        if (found === undefined) {
            return {
                verdict: "not-found",
                because: [
                    ...policy.because,
                    ...policy.routes.map((route) => ({
                        kind: route.kind,
                        namespace: route.namespace,
                        name: route.name,
                        why: `has no match for ${request.method} ${request.path}`,
                    })),
                    ...policy.withoutEffect,
                ],
            };
        }
        const { route, rule } = found;
        return conclude(policy, route.authorizations, caller, routeReason(route, rule));
    }

    /** Why no policy holds for a port; undefined where one does. */
    unenforced(target: Workload, port: number): Reason | undefined {
        const { kind, namespace, name } = target;
        if (target.unmeshed !== undefined) {
            return { kind, namespace, name, why: `has no proxy: ${target.unmeshed}` };
        }
        if (kind === "ExternalWorkload") {
            // What skips a port is the pod's own network, which it has not.
            return undefined;
        }
        if (port === proxyPorts.control) {
            return { kind, namespace, name, why: `port ${port} bypasses the proxy's policy` };
        }
        const key = "config.linkerd.io/skip-inbound-ports";
        const annotated = target.annotations[key];
        const skipped = annotated ?? this.skippedInboundPorts;
        // The proxy itself answers its admin port, by policy, whatever is skipped.
        if (port === proxyPorts.admin || !isListed(port, skipped, target.portsByName)) {
            return undefined;
        }
        return annotated === undefined
            ? { kind, namespace, name, why: `port ${port} bypasses the proxy by Linkerd's default` }
            : {
                  ...(target.inherited.has(key)
                      ? { kind: "Namespace", namespace: "", name: namespace }
                      : { kind, namespace, name }),
                  why: `its annotation ${key}: "${annotated}" lets port ${port} bypass the proxy`,
              };
    }

    policyOf(target: Workload, port: number): PortPolicy {
        let byPort = this.policies.get(target);
        if (byPort === undefined) {
            byPort = new Map();
            this.policies.set(target, byPort);
        }
        let policy = byPort.get(port);
        if (policy === undefined) {
            policy = this.linkerd.policyOf(target, port);
            byPort.set(port, policy);
        }
        return policy;
    }

    /** Ports that a workload declares, or that some Server selects. */
    portsOf(workload: Workload): number[] {
        const ports = new Set([...workload.ports, ...this.linkerd.serverPorts(workload)]);
        return [...ports].sort((left, right) => left - right);
    }
}

function decideConnection(policy: PortPolicy, caller: Caller, question: Question): Verdict {
    const verdict = conclude(policy, policy.authorizations, caller, undefined);
    const routes = policy.withoutEffect.filter(({ kind }) => kind.endsWith("Route"));
    if (verdict.verdict === "allow" && routes.length > 0 && question.path !== undefined) {
        // Somebody meant requests to be looked at, and the proxy does not look.
        return { verdict: "unenforced", because: [...routes, ...verdict.because] };
    }
    return verdict;
}

function conclude(
    policy: PortPolicy,
    authorizations: readonly Authorization[],
    caller: Caller,
    route: Reason | undefined,
): Verdict {
    if (isLoopback(caller.address)) {
        const why = "Linkerd's proxy always allows its own pod";
        return {
            verdict: "allow",
            because: [{ kind: "DefaultPolicy", namespace: "", name: "localhost", why }],
        };
    }
    const context = [...(route === undefined ? [] : [route]), ...policy.because];
    const reasons = (chosen: readonly Authorization[]): Reason[] =>
        chosen.flatMap((authorization) => {
            const { kind, namespace, name } = authorization;
            return { kind, namespace, name, why: explain(authorization, caller) };
        });
    const allowing = authorizations.filter((candidate) => isAuthorized(candidate, caller));
    if (allowing.length > 0) {
        return { verdict: "allow", because: [...reasons(allowing), ...context] };
    }
    return {
        verdict: "deny",
        because: [
            ...(authorizations.length === 0
                ? context.map((reason) => ({
                      ...reason,
                      why: `${reason.why}; nothing authorizes anybody`,
                  }))
                : [...reasons(authorizations), ...context]),
            ...policy.withoutEffect,
        ],
    };
}

function routeReason(route: RoutePolicy, rule: RouteRule): Reason | undefined {
    if (route.kind === "DefaultRoute") {
        return undefined;
    }
    const { kind, namespace, name } = route;
    return { kind, namespace, name, why: `matches the request by ${ruleText(rule)}` };
}
