import { closest } from "../kinds";
import { httpMethods } from "../model/model";
import { describe, InputError, originOf, type KubernetesObject } from "../objects";
import { explain, isAuthorized, type Authorization, type Caller, type Reason } from "./client";
import {
    defaultPolicies,
    isDefaultPolicy,
    LinkerdPolicy,
    type ClusterSettings,
    type PortPolicy,
    type RoutePolicy,
} from "./linkerdPolicy";
import { Emissary, mappingText, rewritten, type Destination, type Mapping } from "./emissary";
import { overlap, parseCidr } from "./network";
import { NetworkPolicies } from "./networkPolicy";
import type {
    Call,
    EvaluatorOptions,
    PortCalls,
    Question,
    RequestCalls,
    Verdict,
} from "./question";
import { anyRequest, requestOf } from "./request";
import { findRoute, matchText, ruleText, witnessOf, type Request, type RouteRule } from "./route";
import { covers, includes, sourcesOf, sourceText, type Source } from "./source";
import { isListed, isWorkload, proxyPorts, readWorkload, type Workload } from "./workload";

export type { Reason } from "./client";
export type {
    Call,
    EvaluatorOptions,
    PortCalls,
    Question,
    RequestCalls,
    Verdict,
    VerdictKind,
} from "./question";

const defaults = {
    defaultPolicy: "all-unauthenticated",
    clusterNetworks: ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"],
    probeNetworks: ["0.0.0.0/0", "::/0"],
    trustDomain: "cluster.local",
    controlPlaneNamespace: "linkerd",
    opaquePorts: [25, 587, 3306, 4444, 5432, 6379, 9300, 11211],
    skippedInboundPorts: "4567,4568",
    uninjectedNamespaces: ["kube-system", "cert-manager"],
    ingress: "emissary/emissary-ingress",
    callerAddress: "10.1.2.3",
} as const;

/** An address that documents use for one of the internet. */
const anyInternetAddress = "203.0.113.1";

/** Decides who may call whom by given objects. */
export class Evaluator {
    private readonly linkerd: LinkerdPolicy;
    private readonly skippedInboundPorts: string;
    private readonly callerAddress: string;
    private readonly workloads = new Map<string, Workload[]>();
    private readonly byServiceAccount = new Map<string, Workload[]>();
    private readonly networkPolicies: NetworkPolicies;
    private readonly emissary: Emissary;
    private readonly ingress: string;
    private readonly policies = new Map<Workload, Map<number, PortPolicy>>();

    /** @throws InputError where an object has a wrong type, or is given twice. */
    constructor(objects: readonly KubernetesObject[], options: EvaluatorOptions = {}) {
        const problems: string[] = [];
        const settings = { ...defaults, ...options };
        const { defaultPolicy } = settings;
        if (!isDefaultPolicy(defaultPolicy)) {
            throw new InputError([
                `default policy: "${defaultPolicy}" is none of ${defaultPolicies.join(", ")}`,
            ]);
        }
        const networks = [...settings.clusterNetworks, ...settings.probeNetworks];
        for (const network of networks.filter((text) => parseCidr(text) === undefined)) {
            throw new InputError([`"${network}" is not a network; give e.g. 10.0.0.0/8`]);
        }
        const unique = withoutDuplicates(objects, problems);
        const cluster: ClusterSettings = {
            ...settings,
            defaultPolicy,
            opaquePorts: settings.opaquePorts.join(","),
        };
        this.linkerd = new LinkerdPolicy(unique, cluster, problems);
        this.skippedInboundPorts = settings.skippedInboundPorts;
        this.callerAddress = settings.callerAddress;
        const namespaces = new Map(
            unique
                .filter(({ apiVersion, kind }) => apiVersion === "v1" && kind === "Namespace")
                .map((object) => [object.metadata.name, object]),
        );
        for (const object of unique.filter(isWorkload)) {
            const workload = readWorkload(
                object,
                namespaces.get(object.metadata.namespace ?? "default"),
                problems,
                settings,
            );
            append(this.workloads, `${workload.namespace}/${workload.name}`, workload);
            append(
                this.byServiceAccount,
                `${workload.namespace}/${workload.serviceAccount}`,
                workload,
            );
        }
        this.networkPolicies = new NetworkPolicies(
            unique,
            new Map([...namespaces].map(([name, { metadata }]) => [name, metadata.labels ?? {}])),
            problems,
        );
        this.emissary = new Emissary(unique, problems);
        if (problems.length > 0) {
            throw new InputError(problems);
        }
        const exposed = [...this.workloads.values()]
            .flat()
            .find(({ labels }) => labels["app.kubernetes.io/name"] === "emissary-ingress");
        this.ingress =
            exposed === undefined
                ? settings.ingress
                : `${exposed.namespace}/${exposed.serviceAccount}`;
    }

    /** @throws InputError where the question names what does not exist, or is malformed. */
    ask(question: Question): Verdict {
        const target = this.target(question.to);
        const port = portOf(target, question.port);
        if (question.from !== "internet") {
            return this.askFrom(question.from, target, port, question);
        }
        return (
            this.askDirectly(target, port, question) ??
            this.askThroughIngress(target, port, question)
        );
    }

    /** What the internet may do by a Service that leads past the ingress, if it may anything. */
    private askDirectly(target: Workload, port: number, question: Question): Verdict | undefined {
        for (const exposure of this.emissary.exposures) {
            if (!leadsTo(exposure, target, port)) {
                continue;
            }
            // On its way in a caller takes the address of a node, unless the Service keeps its own.
            const addresses = [
                anyInternetAddress,
                ...(exposure.keepsAddress ? [] : [this.callerAddress]),
            ];
            for (const address of addresses) {
                const from = `unauthenticated@${address}`;
                const { verdict, because } = this.askFrom(from, target, port, question);
                if (verdict === "allow" || verdict === "unenforced") {
                    return { verdict, because: [...because, exposure.service] };
                }
            }
        }
        return undefined;
    }

    private askFrom(from: string, target: Workload, port: number, question: Question): Verdict {
        const { caller, because } = this.caller(from);
        const refusals = this.refusals(from, caller, target, port);
        if (refusals.length > 0) {
            return { verdict: "deny", because: refusals };
        }
        const verdict = this.decide(target, port, caller, question);
        return { verdict: verdict.verdict, because: [...verdict.because, ...because] };
    }

    /** What of NetworkPolicies stops a call; empty where nothing does. */
    private refusals(from: string, caller: Caller, target: Workload, port: number): Reason[] {
        const [who = ""] = from.split("@");
        const workloads: (Workload | undefined)[] = this.byServiceAccount.get(who) ?? [undefined];
        const namespace = who.includes("/") ? who.split("/", 1)[0] : undefined;
        let refusals: Reason[] = [];
        for (const workload of workloads) {
            refusals = this.networkPolicies.refusals(
                { workload, namespace, address: caller.address },
                target,
                port,
                this.callerAddress,
            );
            if (refusals.length === 0) {
                return [];
            }
        }
        return refusals;
    }

    /** From the internet a request comes through Emissary, by a Mapping, with Emissary's identity. */
    private askThroughIngress(target: Workload, port: number, question: Question): Verdict {
        const { closed } = this.emissary;
        if (closed !== undefined) {
            return { verdict: "deny", because: [closed] };
        }
        const request = requestOf(question, "HTTP/1");
        const found = this.emissary.mappingFor(request);
        if (found === undefined) {
            const why = `no Mapping takes ${request.method} ${request.path}`;
            return {
                verdict: "not-found",
                because: [{ kind: "Mapping", namespace: "", name: "", why }],
            };
        }
        const { mapping, host } = found;
        const { namespace, name } = mapping;
        const taken: Reason = {
            kind: "Mapping",
            namespace,
            name,
            why: `takes ${request.method} ${request.path} by ${mappingText(mapping)}, on Host ${host.namespace}/${host.name}`,
        };
        const destination = this.emissary.destination(mapping.service, namespace);
        if (typeof destination === "string") {
            return { verdict: "not-found", because: [{ ...taken, why: destination }] };
        }
        const arrival = [taken, destination.service];
        if (!leadsTo(destination, target, port)) {
            const why = `leads elsewhere than ${target.namespace}/${target.name}:${port}`;
            return {
                verdict: "not-found",
                because: [{ ...destination.service, why }, taken],
            };
        }
        const authentication = mapping.bypassAuth
            ? { because: [{ ...taken, why: "bypasses the AuthService" }], refused: false }
            : this.authentication();
        if (authentication.refused) {
            return { verdict: "deny", because: [...authentication.because, ...arrival] };
        }
        const path = rewritten(mapping, request.path);
        const query = request.query === "" ? "" : `?${request.query}`;
        const verdict = this.askFrom(this.ingress, target, port, {
            ...question,
            path: `${path}${query}`,
        });
        return {
            verdict: verdict.verdict,
            because: [...verdict.because, ...arrival, ...authentication.because],
        };
    }

    /** Whether Emissary reaches its AuthServices, without which it lets nothing through. */
    private authentication(): { because: Reason[]; refused: boolean } {
        const because: Reason[] = [];
        for (const { namespace, name, service, failureAllowed } of this.emissary.authServices) {
            const destination = this.emissary.destination(service, namespace);
            const workload =
                typeof destination === "string" ? undefined : this.workloadOf(destination);
            const reason = { kind: "AuthService", namespace, name };
            if (typeof destination === "string" || workload === undefined) {
                because.push({
                    ...reason,
                    why: `is asked first, as ${service}, which is not given`,
                });
                continue;
            }
            const port = targetPort(workload, destination);
            if (port === undefined) {
                because.push({
                    ...reason,
                    why: `is asked first, on a port that ${service} has not`,
                });
                continue;
            }
            const { verdict } = this.askFrom(this.ingress, workload, port, {
                from: this.ingress,
                to: "",
                port,
                path: "/~any",
            });
            if ((verdict === "deny" || verdict === "not-found") && !failureAllowed) {
                const why = `cannot be reached: ${this.ingress} may not call ${workload.namespace}/${workload.name}:${port}`;
                return { because: [{ ...reason, why }], refused: true };
            }
            because.push({ ...reason, why: "is asked first, and must let the request through" });
        }
        return { because, refused: false };
    }

    private workloadOf(destination: Destination): Workload | undefined {
        return [...this.workloads.values()]
            .flat()
            .find((workload) => !this.isOwned(workload) && isSelected(destination, workload));
    }

    /** What the internet may reach, by Mapping or past the ingress; part of `calls`. */
    internetCalls(): Call[] {
        const direct = this.emissary.exposures.flatMap((exposure): Call[] => {
            const workload = this.workloadOf(exposure);
            const port = workload === undefined ? undefined : targetPort(workload, exposure);
            if (workload === undefined || port === undefined) {
                return [];
            }
            const question = { from: "internet", to: "", port, path: "/~any" };
            const found = this.askDirectly(workload, port, question);
            return found?.verdict === "allow" || found?.verdict === "unenforced"
                ? [internetCall(workload, port, "*", found.verdict, found.because)]
                : [];
        });
        return this.emissary.closed === undefined ? [...direct, ...this.mappedCalls()] : direct;
    }

    private mappedCalls(): Call[] {
        return this.emissary.ordered.flatMap((mapping): Call[] => {
            const destination = this.emissary.destination(mapping.service, mapping.namespace);
            // Nobody can ask for a path that does not begin with a slash.
            const isPath = mapping.match !== "regex" && mapping.prefix.startsWith("/");
            if (typeof destination === "string" || !isPath) {
                return [];
            }
            const workload = this.workloadOf(destination);
            if (workload === undefined) {
                return [];
            }
            const port = targetPort(workload, destination);
            if (port === undefined) {
                return [];
            }
            const host = mapping.hostname?.replace("*", "any");
            const isPrefix = mapping.grpc && mapping.prefix.endsWith("/");
            const asked: Question = {
                from: "internet",
                to: "",
                port,
                // A gRPC client asks for a service and a method.
                path: isPrefix ? `${mapping.prefix}~any/~any` : mapping.prefix,
                headers: { ...mapping.headers },
                ...(host === undefined || mapping.hostname === "*" ? {} : { host }),
            };
            // Of some methods another Mapping can take the same requests first.
            const method = methodsTaken(mapping).find(
                (each) =>
                    this.emissary.mappingFor(requestOf({ ...asked, method: each }, "HTTP/1"))
                        ?.mapping === mapping,
            );
            if (method === undefined) {
                return [];
            }
            const { verdict, because } = this.askThroughIngress(workload, port, {
                ...asked,
                method,
            });
            return verdict === "allow" || verdict === "unenforced"
                ? [internetCall(workload, port, mappingText(mapping), verdict, because)]
                : [];
        });
    }

    /**
     * Every call that is allowed or not enforced; everything else is denied. The work grows with
     * ports and authorizations, not with the square of the workloads.
     */
    *calls(): Generator<Call> {
        for (const ports of this.ports()) {
            yield* this.callsOf(ports);
        }
        yield* this.internetCalls();
    }

    /**
     * The calls that may come from a caller, or go to a workload or port, where these are given.
     *
     * @throws InputError where they name what does not exist.
     */
    select(wanted: {
        from?: string | undefined;
        to?: string | undefined;
        port?: string | undefined;
    }): Call[] {
        const target = wanted.to === undefined ? undefined : this.target(wanted.to);
        const internet = wanted.from === "internet";
        const caller =
            wanted.from === undefined || internet ? undefined : this.caller(wanted.from).caller;
        const port =
            wanted.port === undefined
                ? undefined
                : target === undefined
                  ? Number(wanted.port)
                  : portOf(target, wanted.port);
        if (port !== undefined && !Number.isInteger(port)) {
            throw new InputError([`port: "${wanted.port ?? ""}" is a name; give --to as well`]);
        }
        const calls =
            wanted.from === undefined || internet
                ? this.internetCalls().filter(
                      (call) =>
                          (target === undefined ||
                              call.to === `${target.namespace}/${target.name}`) &&
                          (port === undefined || call.port === port),
                  )
                : [];
        for (const ports of internet ? [] : this.ports()) {
            if (
                (target !== undefined &&
                    (ports.to !== `${target.namespace}/${target.name}` ||
                        ports.kind !== target.kind)) ||
                (port !== undefined && ports.port !== port)
            ) {
                continue;
            }
            calls.push(
                ...this.callsOf(
                    ports,
                    (source) => caller === undefined || includes(source, caller),
                ),
            );
        }
        return calls;
    }

    private *callsOf(
        { to, port, requests }: PortCalls,
        wanted: (source: Source) => boolean = () => true,
    ): Generator<Call> {
        for (const { request, verdict, sources } of requests) {
            for (const source of sources.filter(wanted)) {
                yield {
                    from: this.sourceText(source),
                    to,
                    port,
                    request,
                    verdict,
                    because: source.because.map((reference) => ({
                        ...reference,
                        why: whyIn(reference.kind, verdict),
                    })),
                };
            }
        }
    }

    /** Every port of every workload, with who may send it what. */
    *ports(): Generator<PortCalls> {
        for (const workload of [...this.workloads.values()].flat()) {
            if (this.isOwned(workload)) {
                continue;
            }
            const ports = new Set([...workload.ports, ...this.linkerd.serverPorts(workload)]);
            for (const port of [...ports].sort((left, right) => left - right)) {
                const { kind, namespace, name } = workload;
                yield {
                    kind,
                    to: `${namespace}/${name}`,
                    port,
                    requests: this.requestsOf(workload, port),
                };
            }
        }
    }

    /** Who may send a request to a port of a workload; for a connection, give no request. */
    sourcesFor(
        kind: string,
        to: string,
        port: number,
        request: Request | undefined,
    ): readonly Source[] {
        const target = this.workloads.get(to)?.find((workload) => workload.kind === kind);
        if (target === undefined) {
            return [];
        }
        const unenforced = this.unenforced(target, port);
        if (unenforced !== undefined) {
            return [anybodyBecause(unenforced)];
        }
        const policy = this.policyOf(target, port);
        if (policy.refused !== undefined) {
            return [];
        }
        if (policy.routes === undefined) {
            return sourcesOf(policy.authorizations, this.callerAddress);
        }
        const found = findRoute(policy.routes, request ?? anyRequest(policy.protocol));
        return found === undefined ? [] : sourcesOf(found.route.authorizations, this.callerAddress);
    }

    /** Who may send what to a port of a workload; nothing where there is no such workload. */
    requestsTo(kind: string, to: string, port: number): readonly RequestCalls[] {
        const target = this.workloads.get(to)?.find((workload) => workload.kind === kind);
        return target === undefined ? [] : this.requestsOf(target, port);
    }

    sourceCovers(wide: Source, narrow: Source): boolean {
        return covers(wide, narrow, this.callerAddress);
    }

    sourceText(source: Source): string {
        return sourceText(source, this.linkerd.identityEnding);
    }

    /** Whether another workload makes this one, and so stands for it. */
    private isOwned({ namespace, owners }: Workload): boolean {
        return owners.some((owner) => {
            const [kind, name = ""] = owner.split("/");
            return this.workloads.get(`${namespace}/${name}`)?.some((one) => one.kind === kind);
        });
    }

    private requestsOf(target: Workload, port: number): RequestCalls[] {
        return this.linkerdRequests(target, port)
            .map((calls) => ({
                ...calls,
                sources: this.networkSources(calls.sources, target, port),
            }))
            .filter(({ sources }) => sources.length > 0);
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
            this.refusals(
                serviceAccount,
                { address: this.callerAddress, identity: undefined },
                target,
                port,
            ).length === 0;
        const isolated = this.networkPolicies.isolates(target);
        return sources.flatMap((source): Source[] => {
            const { who, networks, because } = source;
            if (who !== "anybody" && "identity" in who) {
                const text = this.sourceText({ who, networks: undefined, because });
                return passes(text) ? [source] : [];
            }
            if (!isolated) {
                return [source];
            }
            const fromCluster =
                who !== "anybody" ||
                includes(source, { identity: undefined, address: this.callerAddress });
            const known = (fromCluster ? [...this.byServiceAccount.keys()] : []).flatMap(
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
        const unenforced = this.unenforced(target, port);
        if (unenforced !== undefined) {
            const sources = [anybodyBecause(unenforced)];
            return [{ request: "*", witness: undefined, verdict: "unenforced", sources }];
        }
        const policy = this.policyOf(target, port);
        const { routes } = policy;
        if (policy.refused !== undefined) {
            return [];
        }
        if (routes === undefined) {
            const sources = sourcesOf(policy.authorizations, this.callerAddress);
            return [{ request: "*", witness: undefined, verdict: "allow", sources }];
        }
        const requests: RequestCalls[] = [];
        for (const route of routes) {
            const sources = sourcesOf(route.authorizations, this.callerAddress);
            const [hostname] = route.hostnames;
            for (const rule of route.rules) {
                if (rule.matches.length === 0) {
                    const witness = {
                        ...anyRequest(policy.protocol),
                        host: hostname?.replace(/^\*\./, "any."),
                    };
                    requests.push({ request: "*", witness, verdict: "allow", sources });
                    continue;
                }
                for (const match of rule.matches) {
                    const witness = witnessOf(match, hostname);
                    const taken =
                        witness &&
                        methodsOf(match, witness).find(
                            (each) => findRoute(routes, each)?.rule === rule,
                        );
                    if (witness !== undefined && taken === undefined) {
                        // Another rule takes its requests.
                        continue;
                    }
                    requests.push({
                        request: matchText(match),
                        witness: taken,
                        verdict: "allow",
                        sources,
                    });
                }
            }
        }
        return requests;
    }

    private decide(target: Workload, port: number, caller: Caller, question: Question): Verdict {
        const unenforced = this.unenforced(target, port);
        if (unenforced !== undefined) {
            return { verdict: "unenforced", because: [unenforced] };
        }
        const policy = this.policyOf(target, port);
        if (policy.refused !== undefined) {
            return { verdict: "deny", because: [policy.refused, ...policy.because] };
        }
        if (policy.routes === undefined) {
            return this.decideConnection(policy, caller, question);
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

    private decideConnection(policy: PortPolicy, caller: Caller, question: Question): Verdict {
        const verdict = conclude(policy, policy.authorizations, caller, undefined);
        const routes = policy.withoutEffect.filter(({ kind }) => kind.endsWith("Route"));
        if (verdict.verdict === "allow" && routes.length > 0 && question.path !== undefined) {
            // Somebody meant requests to be looked at, and the proxy does not look.
            return { verdict: "unenforced", because: [...routes, ...verdict.because] };
        }
        return verdict;
    }

    private unenforced(target: Workload, port: number): Reason | undefined {
        const { kind, namespace, name } = target;
        if (target.unmeshed !== undefined) {
            return { kind, namespace, name, why: `has no proxy: ${target.unmeshed}` };
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

    private policyOf(target: Workload, port: number): PortPolicy {
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

    private target(to: string): Workload {
        const [namespace, ...rest] = to.split("/");
        const name = rest.at(-1);
        if (namespace === undefined || !namespace || !name || rest.length > 2) {
            throw new InputError([
                `to: "${to}" is no workload; give NAMESPACE/WORKLOAD, e.g. faces/face`,
            ]);
        }
        const found = (this.workloads.get(`${namespace}/${name}`) ?? []).filter(
            ({ kind }) => rest.length === 1 || kind.toLowerCase() === rest[0]?.toLowerCase(),
        );
        const [workload, ...others] = found;
        if (workload === undefined) {
            const near = closest(to, this.workloads.keys());
            throw new InputError([
                `to: there is no workload or pod ${to}${near === undefined ? "" : `; did you mean ${near}?`}`,
            ]);
        }
        if (others.length > 0) {
            const choices = found.map(({ kind }) => `${namespace}/${kind}/${name}`);
            throw new InputError([
                `to: ${to} is more than one workload; give one of ${choices.sort().join(", ")}`,
            ]);
        }
        return workload;
    }

    private caller(from: string): { caller: Caller; because: Reason[] } {
        const [who = "", address = this.callerAddress, ...rest] = from.split("@");
        if (rest.length > 0 || parseCidr(address) === undefined || address.includes("/")) {
            throw new InputError([
                `from: "${from}" has no valid address; give e.g. unauthenticated@10.1.2.3`,
            ]);
        }
        if (who === "unauthenticated") {
            return { caller: { address, identity: undefined }, because: [] };
        }
        const [namespace, serviceAccount, ...more] = who.split("/");
        if (!namespace || !serviceAccount || more.length > 0) {
            throw new InputError([
                `from: "${from}" is no caller; give NAMESPACE/SERVICEACCOUNT, unauthenticated or unauthenticated@IP`,
            ]);
        }
        const workloads = this.byServiceAccount.get(who) ?? [];
        const [first] = workloads;
        if (first !== undefined && workloads.every(({ unmeshed }) => unmeshed !== undefined)) {
            return {
                caller: { address, identity: undefined },
                because: [
                    {
                        kind: first.kind,
                        namespace,
                        name: first.name,
                        why: `calls without identity, since it has no proxy: ${first.unmeshed ?? ""}`,
                    },
                ],
            };
        }
        return {
            caller: { address, identity: this.linkerd.identity(namespace, serviceAccount) },
            because: [],
        };
    }
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

function anybodyBecause({ kind, namespace, name }: Reason): Source {
    return { who: "anybody", networks: undefined, because: [{ kind, namespace, name }] };
}

function whyIn(kind: string, verdict: Call["verdict"]): string {
    if (verdict === "unenforced") {
        return "lets calls bypass the policy";
    }
    return kind === "MeshTLSAuthentication" ||
        kind === "NetworkAuthentication" ||
        kind === "ServiceAccount"
        ? "says who that is"
        : "allows it";
}

/** Methods that a Mapping may take. */
function methodsTaken({ grpc, method, methodRegex }: Mapping): readonly string[] {
    if (grpc) {
        return ["POST"];
    }
    const isNamed = method !== undefined && methodRegex === undefined;
    return isNamed && /^[A-Za-z]+$/.test(method) ? [method] : httpMethods;
}

/** A request of each method that a match takes. */
function methodsOf(match: RouteRule["matches"][number], witness: Request): readonly Request[] {
    return "path" in match && match.method === undefined
        ? httpMethods.map((method) => ({ ...witness, method }))
        : [witness];
}

function routeReason(route: RoutePolicy, rule: RouteRule): Reason | undefined {
    if (route.kind === "DefaultRoute") {
        return undefined;
    }
    const { kind, namespace, name } = route;
    return { kind, namespace, name, why: `matches the request by ${ruleText(rule)}` };
}

function isSelected({ namespace, selector }: Destination, workload: Workload): boolean {
    return (
        workload.namespace === namespace &&
        Object.keys(selector).length > 0 &&
        Object.entries(selector).every(([key, value]) => workload.labels[key] === value)
    );
}

function leadsTo(destination: Destination, workload: Workload, port: number): boolean {
    return isSelected(destination, workload) && targetPort(workload, destination) === port;
}

function targetPort(workload: Workload, { target }: Destination): number | undefined {
    return typeof target === "number" ? target : [...(workload.portsByName.get(target) ?? [])][0];
}

function internetCall(
    workload: Workload,
    port: number,
    request: string,
    verdict: Call["verdict"],
    because: Reason[],
): Call {
    const to = `${workload.namespace}/${workload.name}`;
    return { from: "internet", to, port, request, verdict, because };
}

function isLoopback(address: string): boolean {
    return address === "127.0.0.1" || address === "::1";
}

function portOf(target: Workload, port: number | string): number {
    const number = typeof port === "string" && /^\d+$/.test(port) ? Number(port) : port;
    if (typeof number === "number") {
        if (!Number.isInteger(number) || number < 1 || number > 65535) {
            throw new InputError([`port: ${port} is none; give 1 to 65535, or a port's name`]);
        }
        return number;
    }
    const [found, ...others] = target.portsByName.get(number) ?? [];
    if (found === undefined || others.length > 0) {
        const near = closest(number, target.portsByName.keys());
        throw new InputError([
            `port: ${target.namespace}/${target.name} has ${found === undefined ? "no port" : "several ports"} named ${number}${near === undefined || found !== undefined ? "" : `; did you mean ${near}?`}`,
        ]);
    }
    return found;
}

function withoutDuplicates(
    objects: readonly KubernetesObject[],
    problems: string[],
): readonly KubernetesObject[] {
    const known = new Map<string, KubernetesObject>();
    for (const object of objects) {
        const { name, namespace } = object.metadata;
        const group = object.apiVersion.split("/").slice(0, -1).join("/");
        const key = `${group}/${object.kind}/${namespace ?? "default"}/${name}`;
        const earlier = known.get(key);
        if (earlier === undefined) {
            known.set(key, object);
        } else {
            problems.push(
                `${describe(object)}: is given twice; the first is ${originOf(earlier) ?? describe(earlier)}`,
            );
        }
    }
    return objects;
}

function append<Entry>(map: Map<string, Entry[]>, key: string, entry: Entry): void {
    const list = map.get(key);
    if (list === undefined) {
        map.set(key, [entry]);
    } else {
        list.push(entry);
    }
}
