import { httpMethods } from "../model/model";
import type { IngressAuthentication } from "./ingressAuthentication";
import type { Reason } from "./client";
import type { Connections } from "./connections";
import type { Emissary } from "./emissary";
import type { Host } from "./host";
import { mappingText, rewritten, type Mapping } from "./mapping";
import type { Call, Question, Request, Verdict, VerdictKind } from "./question";
import { requestOf, withPath } from "./request";
import { leadsTo, targetPort, type Destination } from "./service";
import type { Workload } from "./workload";
import type { Workloads } from "./workloads";

/** An address that documents use for one of the internet. */
const anyInternetAddress = "203.0.113.1";

/** Verdicts, the one that lets most through first. */
const verdicts: readonly VerdictKind[] = ["allow", "unenforced", "deny", "not-found"];

/** The ways from the internet: by Emissary's Mappings, and by Services that lead past it. */
export class Internet {
    constructor(
        private readonly emissary: Emissary,
        private readonly authentication: IngressAuthentication,
        private readonly workloads: Workloads,
        private readonly connections: Connections,
        /** `namespace/serviceaccount` of Emissary. */
        private readonly ingress: string,
        /** Address of a caller within the cluster. */
        private readonly callerAddress: string,
    ) {}

    ask(target: Workload, port: number, question: Question): Verdict {
        return (
            this.askDirectly(target, port, question) ??
            this.askThroughPort(target, port, question) ??
            this.askThroughHost(target, port, question)
        );
    }

    /** What the internet may reach. */
    calls(): Call[] {
        const ask = { from: "internet", to: "", port: 0, path: "/~any" };
        return [
            ...this.callsTo(this.emissary.services.exposures, (workload, port) => ({
                request: "*",
                found: this.askDirectly(workload, port, ask),
            })),
            ...this.callsTo(
                this.emissary.tcpMappings.map((each) => this.destinationOf(each)),
                (workload, port) => ({
                    request: "*",
                    found: this.askThroughPort(workload, port, ask),
                }),
            ),
            ...(this.emissary.closed === undefined ? this.mappedCalls() : []),
        ];
    }

    private mappedCalls(): Call[] {
        return this.emissary.ordered.flatMap((mapping) => {
            const asked = this.exampleOf(mapping);
            return asked === undefined
                ? []
                : this.callsTo([this.destinationOf(mapping)], (workload, port) => ({
                      request: mappingText(mapping),
                      found: this.askThroughHost(workload, port, asked),
                  }));
        });
    }

    /** A question that a Mapping takes, of a method that it takes; undefined where it takes none. */
    private exampleOf(mapping: Mapping): Question | undefined {
        const { hostname, hostPattern, match, grpc, headers, query } = mapping;
        const patterns = [hostPattern, ...[...headers, ...query].map(({ pattern }) => pattern)];
        // Nobody can ask for a path that does not begin with a slash.
        if (
            match === "regex" ||
            !mapping.prefix.startsWith("/") ||
            patterns.some((pattern) => pattern !== undefined)
        ) {
            return undefined;
        }
        const parameters = new URLSearchParams(
            query.map(({ name, value }): [string, string] => [name, value]),
        ).toString();
        // A gRPC client asks for a service and a method.
        const path =
            grpc && mapping.prefix.endsWith("/") ? `${mapping.prefix}~any/~any` : mapping.prefix;
        const asked: Question = {
            from: "internet",
            to: "",
            port: 0,
            path: parameters === "" ? path : `${path}?${parameters}`,
            headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
            ...(hostname === undefined || hostname === "*"
                ? {}
                : { host: hostname.replace("*", "any") }),
        };
        // Of some methods another Mapping can take the same requests first.
        const method = methodsTaken(mapping).find((each) =>
            this.emissary
                .mappingsFor(internetRequest({ ...asked, method: each }))
                ?.mappings.includes(mapping),
        );
        return method === undefined ? undefined : { ...asked, method };
    }

    private callsTo(
        destinations: readonly (Destination | string)[],
        ask: (workload: Workload, port: number) => { request: string; found: Verdict | undefined },
    ): Call[] {
        return destinations.flatMap((destination): Call[] => {
            if (typeof destination === "string") {
                return [];
            }
            const { namespace, selector } = destination;
            return this.workloads.selectedBy(namespace, selector).flatMap((workload): Call[] => {
                const port = targetPort(workload, destination);
                if (port === undefined) {
                    return [];
                }
                const { request, found } = ask(workload, port);
                return found?.verdict === "allow" || found?.verdict === "unenforced"
                    ? [
                          {
                              from: "internet",
                              to: `${workload.namespace}/${workload.name}`,
                              port,
                              request,
                              verdict: found.verdict,
                              because: found.because,
                          },
                      ]
                    : [];
            });
        });
    }

    /** What the internet may do by a Service that leads past the ingress, if it may anything. */
    private askDirectly(target: Workload, port: number, question: Question): Verdict | undefined {
        for (const exposure of this.emissary.services.exposures) {
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
                const { verdict, because } = this.connections.ask(from, target, port, question);
                if (verdict === "allow" || verdict === "unenforced") {
                    return { verdict, because: [...because, exposure.service] };
                }
            }
        }
        return undefined;
    }

    /** What it may do by a TCPMapping, for which Emissary looks at no request. */
    private askThroughPort(
        target: Workload,
        port: number,
        question: Question,
    ): Verdict | undefined {
        for (const mapping of this.emissary.tcpMappings) {
            const destination = this.destinationOf(mapping);
            if (typeof destination === "string" || !leadsTo(destination, target, port)) {
                continue;
            }
            const { verdict, because } = this.connections.ask(this.ingress, target, port, question);
            const { namespace, name } = mapping;
            const why = `sends on every connection to Emissary's port ${mapping.port}`;
            return {
                verdict,
                because: [
                    ...because,
                    { kind: "TCPMapping", namespace, name, why },
                    destination.service,
                ],
            };
        }
        return undefined;
    }

    /** What a request may do by a Mapping, with Emissary's identity. */
    private askThroughHost(target: Workload, port: number, question: Question): Verdict {
        const { closed } = this.emissary;
        if (closed !== undefined) {
            return { verdict: "deny", because: [closed] };
        }
        const request = internetRequest(question);
        const found = this.emissary.mappingsFor(request);
        if (found === undefined) {
            const why = `no Mapping takes ${request.method} ${request.path}`;
            return {
                verdict: "not-found",
                because: [{ kind: "Mapping", namespace: "", name: "", why }],
            };
        }
        const { mappings, host } = found;
        const redirect = mappings.find((mapping) => mapping.redirect);
        if (redirect !== undefined) {
            const why = `redirects the client to ${redirect.service}`;
            return { verdict: "not-found", because: [{ ...taking(redirect, host, request), why }] };
        }
        // Each gets its share of the requests, so what one of them may do, the internet may.
        const [first, ...others] = mappings.map((mapping) =>
            this.askByMapping(mapping, host, request, target, port, question),
        );
        return others.reduce(
            (best, other) =>
                verdicts.indexOf(other.verdict) < verdicts.indexOf(best.verdict) ? other : best,
            first ?? { verdict: "not-found", because: [] },
        );
    }

    private askByMapping(
        mapping: Mapping,
        host: Host,
        request: Request,
        target: Workload,
        port: number,
        question: Question,
    ): Verdict {
        const taken = taking(mapping, host, request);
        const destination = this.destinationOf(mapping);
        if (typeof destination === "string") {
            return { verdict: "not-found", because: [{ ...taken, why: destination }] };
        }
        const arrival = [taken, destination.service];
        if (!leadsTo(destination, target, port)) {
            const why = `leads elsewhere than ${target.namespace}/${target.name}:${port}`;
            return { verdict: "not-found", because: [{ ...destination.service, why }, taken] };
        }
        const authentication = mapping.bypassAuth
            ? { because: [{ ...taken, why: "bypasses the AuthService" }], refused: false }
            : this.authentication.of(request);
        if (authentication.refused) {
            return { verdict: "deny", because: [...authentication.because, ...arrival] };
        }
        const { verdict, because } = this.connections.ask(
            this.ingress,
            target,
            port,
            withPath(
                { ...question, method: request.method },
                rewritten(mapping, request.path),
                request.query,
            ),
        );
        return { verdict, because: [...because, ...arrival, ...authentication.because] };
    }

    private destinationOf(given: {
        namespace: string;
        service: string;
        tls: boolean;
    }): Destination | string {
        return this.emissary.services.destination(given.service, given.namespace, given.tls);
    }
}

function taking(mapping: Mapping, host: Host, { method, path }: Request): Reason {
    const { namespace, name } = mapping;
    const why = `takes ${method} ${path} by ${mappingText(mapping)}, on Host ${host.namespace}/${host.name}`;
    return { kind: "Mapping", namespace, name, why };
}

/** The request as Emissary sees it: it resolves dots in paths first. */
function internetRequest(question: Question): Request {
    const request = requestOf(question, "HTTP/1");
    return { ...request, path: new URL(`http://any${request.path}`).pathname };
}

/** Methods that a Mapping may take. */
function methodsTaken({ grpc, method, methodPattern }: Mapping): readonly string[] {
    if (grpc) {
        return ["POST"];
    }
    const isNamed = method !== undefined && methodPattern === undefined;
    return isNamed && /^[A-Za-z]+$/.test(method) ? [method] : httpMethods;
}
