import { describe, originOf } from "../objects";
import { InputError, type KubernetesObject } from "zero-trust-manifests";
import { IngressAuthentication } from "./ingressAuthentication";
import { Connections } from "./connections";
import { Emissary } from "./emissary";
import { Internet } from "./internet";
import { LinkerdPolicy } from "./linkerdPolicy";
import { NetworkPolicies } from "./networkPolicy";
import { PortCallers } from "./portCallers";
import { Proxy } from "./proxy";
import type {
    Call,
    EvaluatorOptions,
    PortCalls,
    Question,
    Request,
    RequestCalls,
    Verdict,
} from "./question";
import { requestOf } from "./request";
import { readSettings } from "./settings";
import { covers, includes, sourceText, type Source } from "./source";
import { environmentVariable } from "./workload";
import { portOf, Workloads } from "./workloads";

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

/** Decides who may call whom by given objects. */
export class Evaluator {
    private readonly linkerd: LinkerdPolicy;
    private readonly workloads: Workloads;
    private readonly proxy: Proxy;
    private readonly connections: Connections;
    private readonly internet: Internet;
    private readonly callers: PortCallers;
    private readonly callerAddress: string;

    /** @throws InputError where an object has a wrong type, or is given twice. */
    constructor(objects: readonly KubernetesObject[], options: EvaluatorOptions = {}) {
        const settings = readSettings(options);
        const problems = duplicates(objects);
        const namespaces = new Map(
            objects
                .filter(({ apiVersion, kind }) => apiVersion === "v1" && kind === "Namespace")
                .map((object) => [object.metadata.name, object]),
        );
        this.linkerd = new LinkerdPolicy(objects, settings, problems);
        this.workloads = new Workloads(objects, namespaces, problems, settings);
        const networkPolicies = new NetworkPolicies(
            objects,
            new Map([...namespaces].map(([name, { metadata }]) => [name, metadata.labels ?? {}])),
            problems,
        );
        const exposed = [...this.workloads].find(
            ({ labels }) => labels["app.kubernetes.io/name"] === "emissary-ingress",
        );
        const emissary = new Emissary(
            objects,
            (exposed && environmentVariable(exposed, "AMBASSADOR_ID")) ?? "default",
            problems,
        );
        if (problems.length > 0) {
            throw new InputError(problems);
        }
        this.callerAddress = settings.callerAddress;
        this.proxy = new Proxy(this.linkerd, settings.skippedInboundPorts);
        this.connections = new Connections(
            this.workloads,
            networkPolicies,
            this.linkerd,
            this.proxy,
            this.callerAddress,
        );
        const ingress =
            exposed === undefined
                ? settings.ingress
                : `${exposed.namespace}/${exposed.serviceAccount}`;
        this.internet = new Internet(
            emissary,
            new IngressAuthentication(emissary, this.workloads, this.connections, ingress),
            this.workloads,
            this.connections,
            ingress,
            this.callerAddress,
        );
        this.callers = new PortCallers(
            this.workloads,
            networkPolicies,
            this.linkerd,
            this.proxy,
            this.connections,
            this.callerAddress,
        );
    }

    /** @throws InputError where the question names what does not exist, or is malformed. */
    ask(question: Question): Verdict {
        const target = this.workloads.named(question.to);
        const port = portOf(target, question.port);
        // Whether or not anything looks at the request, it must be one.
        requestOf(question, "HTTP/1");
        return question.from === "internet"
            ? this.internet.ask(target, port, question)
            : this.connections.ask(question.from, target, port, question);
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

    /** What the internet may reach, by Mapping or past the ingress; part of `calls`. */
    internetCalls(): Call[] {
        return this.internet.calls();
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
        const target = wanted.to === undefined ? undefined : this.workloads.named(wanted.to);
        const internet = wanted.from === "internet";
        const caller =
            wanted.from === undefined || internet
                ? undefined
                : this.connections.callerOf(wanted.from).caller;
        const port = wanted.port === undefined ? undefined : portOf(target, wanted.port);
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
        for (const workload of this.workloads) {
            const { kind, namespace, name } = workload;
            for (const port of this.proxy.portsOf(workload)) {
                yield {
                    kind,
                    to: `${namespace}/${name}`,
                    port,
                    requests: this.callers.requestsOf(workload, port),
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
        const target = this.workloads.get(kind, to);
        return target === undefined ? [] : this.callers.sourcesFor(target, port, request);
    }

    /** Who may send what to a port of a workload; nothing where there is no such workload. */
    requestsTo(kind: string, to: string, port: number): readonly RequestCalls[] {
        const target = this.workloads.get(kind, to);
        return target === undefined ? [] : this.callers.requestsOf(target, port);
    }

    sourceCovers(wide: Source, narrow: Source): boolean {
        return covers(wide, narrow, this.callerAddress);
    }

    sourceText(source: Source): string {
        return sourceText(source, this.linkerd.identityEnding);
    }
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

/** Objects that are given twice. */
function duplicates(objects: readonly KubernetesObject[]): string[] {
    const problems: string[] = [];
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
    return problems;
}
